using MLOpsFunctions.Definitions;
using MLOpsFunctions.Experiments;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Learning.Baseline;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Shared.Tests.Pipelines;

/// <summary>A candidate on few rows is measured part by part.</summary>
public sealed class FewRowsTests
{
    [Fact]
    public void Each_row_is_answered_by_what_has_not_seen_it_and_the_middle_of_what_was_fitted_is_kept()
    {
        var trainer = new Echo([30, 10, 50]);
        var held = HeldOutScores.Make(trainer, new(0, trainer.Name, []), [], [Fold(0), Fold(1), Fold(2)], new(ModelTask.Regression, 1, 1));

        Assert.Equal([1000, 1001, 2000, 2001, 3000, 3001], held.Truth);
        Assert.Equal([30, 30, 10, 10, 50, 50], held.Scores);
        Assert.Equal(30, held.Fitted["trees"]);
        Assert.Equal("converged 30", Assert.Single(held.Notes.Sentences()));
        Assert.Null(held.Features);
        Assert.Equal([3, 3, 3], trainer.Learned);
    }

    private static EncodedFold Fold(int part)
    {
        FeatureMatrix Matrix(int rows) => new([new("x", "x", FeatureKind.Numeric)], [new float[rows]], rows, []);
        double[] truth = [(1_000 * (part + 1)) + 0, (1_000 * (part + 1)) + 1];
        return new(new(FeatureEncoding.Native, []), new(Matrix(3), new double[3], 0), new(Matrix(2), truth, 0), truth);
    }

    /// <summary>Answers every row by the next of these numbers, and would have as many trees.</summary>
    private sealed class Echo(double[] answers) : ITrainer
    {
        public List<int> Learned { get; } = [];

        public string Name => "echo";

        public FeatureEncoding Encoding => FeatureEncoding.Native;

        public IReadOnlyList<ParameterRange> SearchSpace => [];

        public bool Supports(ModelTask task) => true;

        public TrainingOutcome Train(TrainingSet training, TrainingSet? validation, TrainerParameters parameters, TrainingContext context)
        {
            var answer = answers[Learned.Count];
            Learned.Add(training.Labels.Length);
            return new(new BaselineModel(1, [answer]), new() { ["trees"] = answer }, [Note.OfText($"converged {answer}")]);
        }
    }
}
