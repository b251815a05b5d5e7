using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;

namespace MLOpsFunctions.Learning;

/// <summary>
/// Learns a model from encoded rows. Same input, parameters and seed give the same model bytes on any number of threads
/// and any vector width.
/// </summary>
public interface ITrainer
{
    /// <summary>The name used in definitions: lower-case, e.g. <c>gbdt</c>.</summary>
    string Name { get; }

    /// <summary>The form in which it wants its features.</summary>
    FeatureEncoding Encoding { get; }

    /// <summary>What a search may vary; the defaults are the first proposal.</summary>
    IReadOnlyList<ParameterRange> SearchSpace { get; }

    /// <summary>
    /// Settings beside the defaults that are good on many tables of another kind; a search tries them before it draws
    /// any.
    /// </summary>
    IReadOnlyList<TrainerParameters> Presets => [];

    /// <summary>Whether its models keep to the directions that a definition gives columns.</summary>
    bool SupportsMonotoneConstraints => false;

    /// <summary>Parameters that a definition sets itself, beside those that a search varies.</summary>
    TrainerParameters Declared(TrainingDefinition training) => [];

    /// <summary>Whether it can learn this task.</summary>
    bool Supports(ModelTask task);

    /// <summary>Learns. The validation set, where given, only decides when to stop.</summary>
    /// <exception cref="ProblemException">The data cannot be learned from; the problem names the column.</exception>
    TrainingOutcome Train(TrainingSet training, TrainingSet? validation, TrainerParameters parameters, TrainingContext context);
}

/// <summary>What a trainer made.</summary>
/// <param name="Model">The model.</param>
/// <param name="Fitted">Parameters to fit again on more rows without validation, e.g. with the number of trees that
/// early stopping found.</param>
/// <param name="Notes">What a reader of the run should know, e.g. that the solver did not converge.</param>
public sealed record TrainingOutcome(IModel Model, TrainerParameters Fitted, IReadOnlyList<string> Notes);

/// <summary>Encoded rows with their labels.</summary>
/// <param name="Features">The rows.</param>
/// <param name="Labels">A number a row: the class index (0 to ClassCount-1), the number to predict, or empty for tasks
/// without label.</param>
/// <param name="ClassCount">Classes; 0 where the label is a number or there is none.</param>
/// <param name="Weights">How much each row counts, zero or more; null: all alike.</param>
public sealed record TrainingSet(FeatureMatrix Features, double[] Labels, int ClassCount, double[]? Weights = null);

/// <summary>What surrounds a training.</summary>
/// <param name="Task">What is learned.</param>
/// <param name="Seed">Seed of everything drawn.</param>
/// <param name="Threads">Threads to use, 1 or more; never changes the result.</param>
/// <param name="Objective">The loss for a number: squared (null), absolute, poisson, tweedie, quantile.</param>
/// <param name="Cancellation">Stops the training.</param>
public sealed record TrainingContext(
    ModelTask Task,
    int Seed,
    int Threads,
    string? Objective = null,
    CancellationToken Cancellation = default
)
{
    /// <summary>The label's column, for refusals to name; null where it is not known.</summary>
    public string? Label { get; init; }

    /// <summary>Told how much of a training is done, 0 to 1, by trainers that can tell; null: nobody asks.</summary>
    public IProgress<double>? Progress { get; init; }

    /// <summary>Where a label stands.</summary>
    internal string LabelColumn => Label is { } name ? $"the label column '{name}'" : "the label column";
}

/// <summary>Named numbers, in ordinal order of their names. What is absent has the trainer's default.</summary>
public sealed class TrainerParameters : SortedDictionary<string, double>
{
    /// <summary>No parameters: all defaults.</summary>
    public TrainerParameters()
        : base(StringComparer.Ordinal) { }

    /// <summary>A copy.</summary>
    public TrainerParameters(IDictionary<string, double> values)
        : base(values, StringComparer.Ordinal) { }

    /// <summary>These parameters, and others that take precedence.</summary>
    public TrainerParameters With(TrainerParameters others)
    {
        var both = new TrainerParameters(this);
        foreach (var (name, value) in others)
        {
            both[name] = value;
        }

        return both;
    }

    /// <summary>The value of this name, or the default.</summary>
    public double Get(string name, double fallback) => TryGetValue(name, out var value) ? value : fallback;
}

/// <summary>What a search may vary.</summary>
/// <param name="Name">The parameter.</param>
/// <param name="Min">Least value.</param>
/// <param name="Max">Greatest value.</param>
/// <param name="Default">Value of the first proposal.</param>
/// <param name="Logarithmic">Varied by factors rather than by steps.</param>
/// <param name="Integer">Whole numbers only.</param>
public sealed record ParameterRange(string Name, double Min, double Max, double Default, bool Logarithmic = false, bool Integer = false);
