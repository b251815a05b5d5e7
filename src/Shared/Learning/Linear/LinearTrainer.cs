using System.Globalization;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Linear;

/// <summary>
/// Linear models of a number (ridge regression), of two classes (logistic regression) and of several (multinomial
/// regression; Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, 2009, sections 3.4 and 4.4), with
/// the elastic net's penalty (Zou and Hastie, Journal of the Royal Statistical Society B 67, 2005).
/// </summary>
/// <remarks>
/// Parameters: <c>l2</c>, the penalty on half the squared weights beside the mean loss of a row, whose labels are
/// scaled to a deviation of 1 where they are numbers; <c>l1Share</c>, how much of it is on the weights' absolute values
/// instead, so that useless features get a weight of exactly 0. Weights of n-grams have a penalty of their own,
/// <c>ngramL2</c>, which validation rows choose (<see cref="RegularizationPath"/>).
/// </remarks>
public sealed class LinearTrainer : ITrainer
{
    private const string NgramL2 = "ngramL2";

    /// <summary>The default penalty on n-grams, if there are no validation rows. It suits a few thousand short texts.</summary>
    private const double DefaultNgramL2 = 3e-4;

    /// <summary>The least probability in the loss, so that one row does not decide alone.</summary>
    private const double LeastProbability = 1e-15;

    /// <summary>The tolerance: a gradient of the mean loss this small changes no probability in its sixth digit.</summary>
    private const double Tolerance = 1e-7;

    /// <summary>
    /// The tolerance with n-grams, whose values are small and many: ten times as large, it changes no probability in
    /// its fourth digit, and takes half the steps.
    /// </summary>
    private const double NgramTolerance = 1e-6;

    /// <summary>The tolerance along the path: enough to compare penalties.</summary>
    private const double DraftTolerance = 1e-5;

    /// <summary>The largest label: squares of larger ones would overflow.</summary>
    internal const double LargestLabel = 1e150;

    /// <inheritdoc/>
    public string Name => LinearModel.KindName;

    /// <inheritdoc/>
    public FeatureEncoding Encoding => FeatureEncoding.Sparse;

    /// <inheritdoc/>
    public IReadOnlyList<ParameterRange> SearchSpace { get; } =
    [new("l2", 1e-6, 10, LinearSolver.DefaultL2, Logarithmic: true), new("l1Share", 0, 1, 0)];

    /// <inheritdoc/>
    /// <remarks>Few rows of many columns need a stronger penalty than the default.</remarks>
    public IReadOnlyList<TrainerParameters> Presets { get; } = [new() { ["l2"] = 0.01 }];

    /// <inheritdoc/>
    public bool Supports(ModelTask task) => task is ModelTask.Binary or ModelTask.Multiclass or ModelTask.Regression or ModelTask.Forecast;

    /// <inheritdoc/>
    public TrainingOutcome Train(TrainingSet training, TrainingSet? validation, TrainerParameters parameters, TrainingContext context)
    {
        var rows = PositiveWeightRows.Of(training);
        Check(rows, context);
        var shares = rows.Shares();
        var scale = rows.ClassCount == 0 ? LabelStandardizer.Of(rows.Labels, shares) : LabelStandardizer.Identity;
        var (link, loss) = LossOf(rows, shares, scale, context.Task);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = context.Threads, CancellationToken = context.Cancellation };
        LinearModel Model(SolverResult solution) => ModelOf(link, rows.Features, solution, loss.Outputs, scale, shares, context);

        if (validation is null || rows.Features.Blocks.Count == 0)
        {
            var penalty = parameters.Get(NgramL2, DefaultNgramL2);
            var own = new LinearSolver(new(rows.Features, loss, parallel), loss).Solve(
                parameters,
                penalty,
                rows.Features.Blocks.Count == 0 ? Tolerance : NgramTolerance,
                context.Cancellation
            );
            return new(Model(own), rows.Features.Blocks.Count == 0 ? parameters : new(parameters) { [NgramL2] = penalty }, [NoteOf(own)]);
        }

        var end = RegularizationPath.EndOf(
            training,
            validation,
            context.Task,
            () =>
            {
                var objective = new LinearObjective(rows.Features, loss, parallel);
                var solver = new LinearSolver(objective, loss);
                return RegularizationPath.Walk(
                    (penalty, start) => solver.Solve([], penalty, DraftTolerance, context.Cancellation, start),
                    solution => Mistakes(Model(solution), validation, context),
                    solution => objective.NgramMargins(solution.Point)
                );
            }
        );
        var columns = new LinearObjective(new(rows.Features.Features, rows.Features.Columns, rows.Features.RowCount), loss, parallel)
        {
            Known = end.Margins,
        };
        var found = new LinearSolver(columns, loss).Solve(
            parameters,
            0,
            DraftTolerance,
            context.Cancellation,
            end.Solution.Point[..columns.Size]
        );
        return new(
            Model(found with { Point = [.. found.Point, .. end.Solution.Point[columns.Size..]] }),
            new(parameters) { [NgramL2] = end.Penalty },
            [NoteOf(end), NoteOf(found)]
        );
    }

    private static LinearModel ModelOf(
        LinearKind link,
        FeatureMatrix features,
        SolverResult solution,
        int outputs,
        LabelStandardizer scale,
        double[] shares,
        TrainingContext context
    )
    {
        var (point, dense) = ((double[])solution.Point.Clone(), (features.Columns.Length + 1) * outputs);
        if (link == LinearKind.Identity)
        {
            scale.InverseTransform(point, intercept: dense - 1);
        }

        var parallel = new ParallelOptions { MaxDegreeOfParallelism = context.Threads };
        var means = new double[features.Columns.Length];
        Parallel.For(0, means.Length, parallel, f => means[f] = FixedOrderSums.Dot(features.Columns[f], shares));
        return new(link, means.Length, outputs, point[..dense], means, Blocks(features, point.AsMemory(dense..), outputs, shares));
    }

    /// <summary>
    /// The error of a model: the error rate for several classes, because they are chosen by it; otherwise the loss.
    /// </summary>
    private static double Mistakes(LinearModel model, TrainingSet validation, TrainingContext context)
    {
        var scores = new double[validation.Features.RowCount * model.OutputCount];
        model.ScoreAll(validation.Features, scores, context.Threads);
        var mistakes = 0.0;
        for (var row = 0; row < validation.Labels.Length; row++)
        {
            var own = scores.AsSpan(row * model.OutputCount, model.OutputCount);
            var label = validation.Labels[row];
            mistakes += context.Task switch
            {
                ModelTask.Multiclass => own[(int)label] >= Vectors.Max(own) ? 0 : 1,
                ModelTask.Binary => -PortableMath.Log(Math.Max(LeastProbability, label == 1 ? own[0] : 1 - own[0])),
                _ => (own[0] - label) * (own[0] - label),
            };
        }

        return mistakes;
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

    internal static void Check(TrainingSet rows, TrainingContext context)
    {
        var high = rows.ClassCount > 0 ? rows.ClassCount - 1 : LargestLabel;
        var low = rows.ClassCount > 0 ? 0 : -LargestLabel;
        var bad = Array.FindIndex(rows.Labels, label => !(label >= low && label <= high));
        if (bad >= 0)
        {
            throw new ProblemException(
                new(
                    "A label is out of range",
                    Cell(rows.Labels[bad]),
                    $"{Cell(low)} to {Cell(high)}",
                    context.LabelColumn,
                    "correct or leave out the row"
                )
            );
        }
    }

    private static string Cell(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    internal static (LinearKind Link, LinearLoss Loss) LossOf(TrainingSet rows, double[] shares, LabelStandardizer scale, ModelTask task) =>
        task switch
        {
            ModelTask.Binary => (LinearKind.Logistic, new LogisticLikelihood(rows.Labels, shares)),
            ModelTask.Multiclass => (LinearKind.Multinomial, new MultinomialLikelihood(rows.Labels, shares, rows.ClassCount)),
            ModelTask.Regression or ModelTask.Forecast => (
                LinearKind.Identity,
                new SquaredError(Array.ConvertAll(rows.Labels, scale.Transform), shares)
            ),
            _ => throw new ArgumentException($"Linear models do not learn the task {task}.", nameof(task)),
        };

    private static Note NoteOf(RegularizationPathResult end) => TrainerNotes.PenaltyChosen(end.Tried, end.Iterations, end.Penalty);

    private static Note NoteOf(SolverResult solution) =>
        TrainerNotes.SolverEnded(solution.Iterations, solution.Gradient, solution.Converged);
}
