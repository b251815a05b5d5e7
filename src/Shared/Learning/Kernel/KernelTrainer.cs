using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning.Linear;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Kernel;

/// <summary>
/// Kernel ridge regression and kernel logistic regression of two or more classes with a Gaussian kernel, by Nystroem's
/// approximation with up to 300 landmarks (<see cref="KernelMap"/>). Learns smooth relations of all columns at once, which
/// trees need many rows for. Takes standardised numbers and categories as columns of 0 and 1.
/// </summary>
/// <remarks>
/// Parameters: <c>gamma</c>, how fast likeness fades with the squared distance, as a multiple of one over the columns'
/// total variance; <c>l2</c>, the penalty on half the squared weights beside the mean loss of a row, which validation rows
/// choose from strong to weak.
/// </remarks>
public sealed class KernelTrainer : ITrainer
{
    private const string L2 = "l2";
    private const double DefaultL2 = 1e-4;

    /// <summary>Most rows: beyond these trees know as much.</summary>
    private const int MostRows = 20_000;

    /// <summary>Most rows x landmarks x outputs, so that a training takes seconds and some hundred megabytes at most.</summary>
    private const long MostProducts = 20_000_000;

    private const int FewestRows = 1_000;

    private static readonly double[] Penalties = [1e-2, 2e-3, 4e-4, 8e-5, 1.6e-5, 3.2e-6, 6.4e-7, 1.3e-7, 2.6e-8];

    /// <inheritdoc/>
    public string Name => KernelModel.KindName;

    /// <inheritdoc/>
    public FeatureEncoding Encoding => FeatureEncoding.Dense;

    /// <inheritdoc/>
    public IReadOnlyList<ParameterRange> SearchSpace { get; } = [new("gamma", 0.02, 4, 0.5, Logarithmic: true)];

    /// <inheritdoc/>
    public IReadOnlyList<TrainerParameters> Presets { get; } = [new() { ["gamma"] = 0.12 }, new() { ["gamma"] = 1.6 }];

    /// <inheritdoc/>
    public bool Supports(ModelTask task) => task is ModelTask.Binary or ModelTask.Multiclass or ModelTask.Regression;

    /// <inheritdoc/>
    public TrainingOutcome Train(TrainingSet training, TrainingSet? validation, TrainerParameters parameters, TrainingContext context)
    {
        if (!Supports(context.Task))
        {
            throw new ArgumentException($"Kernel models do not learn the task {context.Task}.", nameof(context));
        }

        var all = PositiveWeightRows.Of(training);
        LinearTrainer.Check(all, context);
        var rows = AtMost(all, context.Seed);
        var shares = rows.Shares();
        var scale = rows.ClassCount == 0 ? LabelStandardizer.Of(rows.Labels, shares) : LabelStandardizer.Identity;
        var (link, loss) = LinearTrainer.LossOf(rows, shares, scale, context.Task);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = context.Threads, CancellationToken = context.Cancellation };
        var gamma = parameters.Get("gamma", 0.5) / Variance(rows.Features, shares);
        var map = new KernelMap(Landmarks.Choose(rows.Features, gamma, context.Seed));
        var solver = new KernelSolver(map.Encode(rows.Features, parallel), loss, shares, parallel);
        var (l2, solution) =
            validation is null || validation.Weights?.Max() <= 0
                ? (parameters.Get(L2, DefaultL2), solver.Solve(parameters.Get(L2, DefaultL2), null, context.Cancellation))
                : Choose(solver, map, validation, scale, parallel, context);
        return new(
            new KernelModel(link, map.Landmarks, loss.Outputs, WeightsOf(map, solution.Point, loss.Outputs, scale, link)),
            new(parameters) { [L2] = l2 },
            rows.Labels.Length < all.Labels.Length ? [TrainerNotes.KernelRows(rows.Labels.Length, all.Labels.Length)] : []
        );
    }

    /// <summary>The penalty with the least loss on the validation rows, from strong to weak until the loss grows.</summary>
    private static (double L2, SolverResult Solution) Choose(
        KernelSolver solver,
        KernelMap map,
        TrainingSet validation,
        LabelStandardizer scale,
        ParallelOptions parallel,
        TrainingContext context
    )
    {
        var held = PositiveWeightRows.Of(validation);
        var loss = LinearTrainer.LossOf(held, held.Shares(), scale, context.Task).Loss;
        var objective = new LinearObjective(map.Encode(held.Features, parallel), loss, parallel);
        var (best, least, gradient) = (default((double, SolverResult)?), double.PositiveInfinity, new double[objective.Size]);
        var start = default(double[]);
        foreach (var l2 in Penalties)
        {
            var solution = solver.Solve(l2, start, context.Cancellation);
            var found = objective.Evaluate(solution.Point, gradient);
            if (best is not null && !(found < least))
            {
                break;
            }

            (best, least, start) = ((l2, solution), found, solution.Point);
        }

        return best!.Value;
    }

    private static double[] WeightsOf(KernelMap map, double[] point, int outputs, LabelStandardizer scale, LinearKind link)
    {
        var (weights, stride) = ((double[])point.Clone(), map.Landmarks.Count + 1);
        for (var k = 0; k < outputs; k++)
        {
            map.ToLikenessWeights(weights.AsSpan(k * stride, stride - 1));
        }

        if (link == LinearKind.Identity)
        {
            scale.InverseTransform(weights, intercept: stride - 1);
        }

        return weights;
    }

    /// <summary>The features' total variance, above 0: how far apart two rows are on average.</summary>
    private static double Variance(FeatureMatrix features, double[] shares)
    {
        var total = 0.0;
        foreach (var column in features.Columns)
        {
            var (mean, squares) = (FixedOrderSums.Dot(column, shares), 0.0);
            for (var row = 0; row < column.Length; row++)
            {
                squares += shares[row] * (column[row] - mean) * (column[row] - mean);
            }

            total += squares;
        }

        return total is > 1e-12 and <= double.MaxValue ? total : 1;
    }

    private static TrainingSet AtMost(TrainingSet set, int seed)
    {
        var most = (int)
            Math.Clamp(MostProducts / (Landmarks.Most * Math.Max(1, set.ClassCount > 2 ? set.ClassCount : 1)), FewestRows, MostRows);
        if (set.Labels.Length <= most)
        {
            return set;
        }

        var rows = Landmarks.Draw(set.Labels.Length, most, ~seed);
        return set with
        {
            Features = set.Features.Take(rows),
            Labels = Array.ConvertAll(rows, row => set.Labels[row]),
            Weights = set.Weights is { } weights ? Array.ConvertAll(rows, row => weights[row]) : null,
        };
    }
}
