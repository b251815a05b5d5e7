using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Learning;

/// <summary>
/// Trains a model on encoded rows. The same input, parameters and seed give the same model bytes on any number of
/// threads and any vector width.
/// </summary>
public interface ITrainer
{
    /// <summary>The name used in definitions: lower-case, e.g. <c>gbdt</c>.</summary>
    string Name { get; }

    /// <summary>The encoding of features that it needs.</summary>
    FeatureEncoding Encoding { get; }

    /// <summary>The parameters that a search may vary; their defaults are the first proposal.</summary>
    IReadOnlyList<ParameterRange> SearchSpace { get; }

    /// <summary>Other settings that are good on many tables; a search tries them before it draws any.</summary>
    IReadOnlyList<TrainerParameters> Presets => [];

    /// <summary>Whether a search proposes it; what is made of the models that a search finds is not.</summary>
    bool IsSearched => true;

    /// <summary>Whether its models obey monotone constraints of a definition.</summary>
    bool SupportsMonotoneConstraints => false;

    /// <summary>Parameters that a definition sets, in addition to those that a search varies.</summary>
    TrainerParameters Declared(TrainingDefinition training) => [];

    /// <summary>Whether it supports this task.</summary>
    bool Supports(ModelTask task);

    /// <summary>Trains a model. The validation set, if given, only decides when to stop.</summary>
    /// <exception cref="ProblemException">The data cannot be learned from; the problem names the column.</exception>
    TrainingOutcome Train(TrainingSet training, TrainingSet? validation, TrainerParameters parameters, TrainingContext context);
}

/// <summary>The result of a training.</summary>
/// <param name="Fitted">Parameters to fit again on more rows without validation, e.g. with the number of trees that
/// early stopping found.</param>
/// <param name="Notes">Notes for the reader of the run, e.g. that the solver did not converge.</param>
public sealed record TrainingOutcome(IModel Model, TrainerParameters Fitted, IReadOnlyList<Note> Notes);

/// <summary>Encoded rows with their labels.</summary>
/// <param name="Features">The rows.</param>
/// <param name="Labels">One number for each row: the class index (0 to ClassCount-1), the number to predict, or empty
/// for tasks without label.</param>
/// <param name="ClassCount">The number of classes; 0 if the label is a number or there is none.</param>
/// <param name="Weights">The weight of each row, zero or more; null: all have the same.</param>
public sealed record TrainingSet(FeatureMatrix Features, double[] Labels, int ClassCount, double[]? Weights = null);

/// <summary>The settings of a training.</summary>
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
    /// <summary>The label's column, for error messages; null if it is not known.</summary>
    public string? Label { get; init; }

    /// <summary>Receives the finished share of the training, 0 to 1, from trainers that know it; null: not needed.</summary>
    public IProgress<double>? Progress { get; init; }

    /// <summary>Whether answers are to be means of counts, which squared errors measure.</summary>
    internal bool IsMean => Objective is "poisson" or "tweedie";

    /// <summary>The place of a label, for error messages.</summary>
    internal string LabelColumn => Label is { } name ? $"the label column '{name}'" : "the label column";
}

/// <summary>Named numbers, in ordinal order of their names. A missing one has the trainer's default.</summary>
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

/// <summary>The range of a parameter in a search.</summary>
/// <param name="Name">The parameter.</param>
/// <param name="Min">Least value.</param>
/// <param name="Max">Greatest value.</param>
/// <param name="Default">Value of the first proposal.</param>
/// <param name="Logarithmic">Whether it varies by factors rather than by steps.</param>
/// <param name="Integer">Whether it is a whole number.</param>
/// <param name="OrZero">Whether it can also be 0, which no factor leads to.</param>
public sealed record ParameterRange(
    string Name,
    double Min,
    double Max,
    double Default,
    bool Logarithmic = false,
    bool Integer = false,
    bool OrZero = false
);
