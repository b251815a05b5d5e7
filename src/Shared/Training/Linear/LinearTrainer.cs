using System.Globalization;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;

namespace MLOpsFunctions.Training.Linear;

/// <summary>
/// Linear models of a number (ridge regression), of two classes (logistic regression) and of several (multinomial regression; Hastie, Tibshirani and Friedman, The Elements of
/// Statistical Learning, 2009, sections 3.4 and 4.4), with the elastic net's penalty (Zou and Hastie, Journal of the Royal Statistical Society B 67, 2005).
/// </summary>
/// <remarks>
/// Parameters: <c>l2</c>, the penalty on half the squared weights beside the mean loss of a row, whose labels are scaled to a deviation of 1 where they are numbers;
/// <c>l1Share</c>, how much of it is on the weights' absolute values instead, so that useless features get a weight of exactly 0; those of n-grams, of which each says a little, keep all of <c>l2</c>.
/// </remarks>
public sealed class LinearTrainer : ITrainer
{
    /// <summary>
    /// Forming the curvature costs as much as a quarter as many gradients as there are features. Up to so many features times steps, Newton's few costly steps end
    /// before the hundred or two cheap ones of L-BFGS.
    /// </summary>
    private const int MostNewtonWork = 800;

    private const double DefaultL2 = 1e-4;

    /// <summary>A gradient of the mean loss this small moves no probability in its sixth digit.</summary>
    private const double Tolerance = 1e-7;

    /// <summary>Of n-grams, whose values are small and many, one ten times as large moves none in its fourth, and is reached in half the steps.</summary>
    private const double NgramTolerance = 1e-6;

    /// <summary>Beyond it squares of labels are no numbers.</summary>
    private const double LargestLabel = 1e150;

    /// <inheritdoc/>
    public string Name => LinearModel.KindName;

    /// <inheritdoc/>
    public FeatureEncoding Encoding => FeatureEncoding.Sparse;

    /// <inheritdoc/>
    public IReadOnlyList<ParameterRange> Space { get; } = [new("l2", 1e-6, 10, DefaultL2, Logarithmic: true), new("l1Share", 0, 1, 0)];

    /// <inheritdoc/>
    public bool Supports(ModelTask task) => task is ModelTask.Binary or ModelTask.Multiclass or ModelTask.Regression or ModelTask.Forecast;

    /// <inheritdoc/>
    public TrainingOutcome Train(TrainingSet training, TrainingSet? validation, TrainerParameters parameters, TrainingContext context)
    {
        var rows = CountingRows.Of(training);
        Check(rows, context);
        var shares = rows.Shares();
        var scale = rows.ClassCount == 0 ? LabelScale.Of(rows.Labels, shares) : new(0, 1);
        var (link, loss) = LossOf(rows, shares, scale, context.Task);
        var solution = Solve(rows.Features, loss, parameters, context);
        var dense = (rows.Features.Columns.Length + 1) * loss.Outputs;
        if (link == LinearKind.Identity)
        {
            scale.Up(solution.Point, intercept: dense - 1);
        }

        var parallel = new ParallelOptions { MaxDegreeOfParallelism = context.Threads };
        var means = new double[rows.Features.Columns.Length];
        Parallel.For(0, means.Length, parallel, f => means[f] = Sums.Dot(rows.Features.Columns[f], shares));
        var blocks = Blocks(rows.Features, solution.Point.AsMemory(dense..), loss.Outputs, shares);
        return new(new LinearModel(link, means.Length, loss.Outputs, solution.Point[..dense], means, blocks), parameters, Notes(solution));
    }

    private static List<LinearBlock> Blocks(FeatureMatrix features, ReadOnlyMemory<double> point, int outputs, double[] shares)
    {
        var blocks = new List<LinearBlock>();
        foreach (var block in features.Blocks)
        {
            blocks.Add(LinearBlock.Of(block, point.Span[..(block.Width * outputs)], shares));
            point = point[(block.Width * outputs)..];
        }

        return blocks;
    }

    private static void Check(TrainingSet rows, TrainingContext context)
    {
        var high = rows.ClassCount > 0 ? rows.ClassCount - 1 : LargestLabel;
        var low = rows.ClassCount > 0 ? 0 : -LargestLabel;
        var bad = Array.FindIndex(rows.Labels, label => !(label >= low && label <= high));
        if (bad >= 0)
        {
            throw new ProblemException(new(
                "A label is out of range", Cell(rows.Labels[bad]), $"{Cell(low)} to {Cell(high)}", context.LabelColumn, "correct or leave out the row"));
        }
    }

    private static string Cell(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static (LinearKind Link, LinearLoss Loss) LossOf(TrainingSet rows, double[] shares, LabelScale scale, ModelTask task) => task switch
    {
        ModelTask.Binary => (LinearKind.Logistic, new LogisticLikelihood(rows.Labels, shares)),
        ModelTask.Multiclass => (LinearKind.Multinomial, new MultinomialLikelihood(rows.Labels, shares, rows.ClassCount)),
        ModelTask.Regression or ModelTask.Forecast => (LinearKind.Identity, new SquaredError(Array.ConvertAll(rows.Labels, scale.Down), shares)),
        _ => throw new ArgumentException($"Linear models do not learn the task {task}.", nameof(task)),
    };

    private static Solution Solve(FeatureMatrix features, LinearLoss loss, TrainerParameters parameters, TrainingContext context)
    {
        var (penalty, l1Share) = (parameters.Get("l2", DefaultL2), parameters.Get("l1Share", 0));
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = context.Threads, CancellationToken = context.Cancellation };
        var objective = new LinearObjective(features, loss, (penalty * (1 - l1Share), penalty), parallel);
        if (l1Share == 0 && loss.NewtonSteps is { } steps && features.Blocks.Count == 0 && features.Columns.Length * steps <= MostNewtonWork)
        {
            return Newton.Minimize(objective, Tolerance, context.Cancellation);
        }

        var l1 = new double[objective.Size];
        for (var i = 0; i < l1.Length; i++)
        {
            l1[i] = objective.IsIntercept(i) || objective.IsNgram(i) ? 0 : penalty * l1Share;
        }

        return Lbfgs.Minimize(objective.Evaluate, l1, features.Blocks.Count > 0 ? NgramTolerance : Tolerance, context.Cancellation);
    }

    private static string[] Notes(Solution solution) => solution.Converged ? [] :
        [string.Create(CultureInfo.InvariantCulture, $"linear: the solver stopped after {solution.Iterations} iterations at a gradient of {solution.Gradient:0.0e+0}; a larger l2 converges sooner.")];
}
