using System.Globalization;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;

namespace MLOpsFunctions.Training.Linear;

/// <summary>
/// Linear models with an L2 penalty on the weights: ridge regression, logistic and multinomial regression
/// (Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, 2009, sections 3.4 and 4.4), solved by L-BFGS.
/// Parameter: <c>l2</c>, the penalty on half the squared weights, per row.
/// </summary>
public sealed class LinearTrainer : ITrainer
{
    /// <inheritdoc/>
    public string Name => LinearModel.KindName;

    /// <inheritdoc/>
    public FeatureEncoding Encoding => FeatureEncoding.Dense;

    /// <inheritdoc/>
    public IReadOnlyList<ParameterRange> Space { get; } = [new("l2", 1e-6, 10, 1e-4, Logarithmic: true)];

    /// <inheritdoc/>
    public bool Supports(ModelTask task) => task is ModelTask.Binary or ModelTask.Multiclass or ModelTask.Regression or ModelTask.Forecast;

    /// <inheritdoc/>
    public TrainingOutcome Train(TrainingSet training, TrainingSet? validation, TrainerParameters parameters, TrainingContext context)
    {
        var kind = context.Task switch
        {
            ModelTask.Binary => LinearKind.Logistic,
            ModelTask.Multiclass => LinearKind.Multinomial,
            _ => LinearKind.Identity,
        };
        var scale = kind == LinearKind.Identity ? LabelScale.Of(training.Labels, training.Weights) : new(0, 1);
        var objective = new LinearObjective(
            training.Features.Columns,
            kind == LinearKind.Identity ? Array.ConvertAll(training.Labels, scale.Down) : training.Labels,
            training.Weights,
            kind,
            kind == LinearKind.Multinomial ? training.ClassCount : 1,
            parameters.Get("l2", 1e-4),
            context.Threads);
        var solution = Lbfgs.Minimize(objective.Evaluate, new double[objective.Size], maxIterations: 300, tolerance: 1e-6, context.Cancellation);
        scale.Up(solution.Point, training.Features.Columns.Length);
        var notes = solution.Converged ? (string[])[] :
            [string.Create(CultureInfo.InvariantCulture, $"linear: the solver stopped after {solution.Iterations} iterations at a gradient of {solution.Gradient:0.0e+0}; a larger l2 converges sooner.")];
        return new(new LinearModel(kind, training.Features.Columns.Length, objective.Outputs, solution.Point, objective.Means()), parameters, notes);
    }

    /// <summary>Labels are centred and scaled while solving, so that the penalty and the tolerance mean the same for cents and for billions.</summary>
    private readonly record struct LabelScale(double Centre, double Deviation)
    {
        public static LabelScale Of(double[] labels, double[]? weights)
        {
            var (sum, total) = (0.0, 0.0);
            for (var row = 0; row < labels.Length; row++)
            {
                (sum, total) = (sum + ((weights?[row] ?? 1) * labels[row]), total + (weights?[row] ?? 1));
            }

            var centre = total > 0 ? sum / total : 0;
            var largest = labels.Length == 0 ? 0 : labels.Max(label => Math.Abs(label - centre));
            var squares = 0.0;
            for (var row = 0; row < labels.Length; row++)
            {
                var unit = largest > 0 ? (labels[row] - centre) / largest : 0;
                squares += (weights?[row] ?? 1) * unit * unit;
            }

            var deviation = total > 0 ? largest * Math.Sqrt(squares / total) : 0;
            return new(centre, deviation > 0 ? deviation : 1);
        }

        public double Down(double label) => (label - Centre) / Deviation;

        public void Up(double[] weights, int features)
        {
            for (var i = 0; i < weights.Length; i++)
            {
                weights[i] = (weights[i] * Deviation) + (i % (features + 1) == features ? Centre : 0);
            }
        }
    }
}
