using MLOpsFunctions.Data;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Models;

namespace MLOpsFunctions.Experiments;

/// <summary>
/// What recipes answer where test rows are few: the test rows, and earlier rows, each by what was learned without it. A
/// handful of test rows decides nothing; all rows together decide something.
/// </summary>
/// <param name="data">The rows.</param>
/// <param name="earlier">The rows besides the test rows, in the order in which they are answered.</param>
internal abstract class RefittedAnswers(PreparedData data, IEnumerable<int> earlier)
{
    private readonly int[] _rows = [.. earlier, .. data.Split.Test];

    /// <summary>The rows, in the order in which they are answered.</summary>
    public DataFrame Rows => data.Frame.Take(_rows);

    /// <summary>Their labels.</summary>
    public double[] Labels => data.LabelsOf(_rows);

    /// <summary>Answers to the rows, with what errors in them are measured in.</summary>
    protected Predictions ToMeasure(Predictions answers) => data.ToMeasure(answers, _rows);

    /// <summary>What a recipe answers.</summary>
    /// <param name="trainer">The trainer's name.</param>
    /// <param name="model">The model that was learned by it, which answers the test rows.</param>
    /// <exception cref="ProblemException">There is no such trainer, or the rows cannot be learned from.</exception>
    public abstract Predictions Of(string trainer, TrainerParameters parameters, TrainedModel model);

    /// <summary>What the simplest guess answers.</summary>
    /// <param name="baseline">The model of it, which answers the test rows.</param>
    public abstract Predictions OfBaseline(TrainedModel baseline);
}
