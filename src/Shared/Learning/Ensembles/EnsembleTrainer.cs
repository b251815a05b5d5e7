using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning.Kernel;
using MLOpsFunctions.Learning.Linear;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Learning.Ensembles;

/// <summary>
/// Trains the members of an ensemble (<see cref="EnsembleRecipe"/>), each on the form of the rows that it takes. A search
/// does not propose ensembles: they are made of what it has found.
/// </summary>
public sealed class EnsembleTrainer : ITrainer
{
    /// <summary>
    /// Trainers of members: their models tell margins and explain them, so that the ensemble can be explained exactly as well
    /// as they are.
    /// </summary>
    private static readonly IReadOnlyList<ITrainer> Members = [new LinearTrainer(), new KernelTrainer(), new BoostedTreesTrainer()];

    /// <inheritdoc/>
    public string Name => EnsembleModel.KindName;

    /// <inheritdoc/>
    public FeatureEncoding Encoding => FeatureEncoding.Combined;

    /// <inheritdoc/>
    public IReadOnlyList<ParameterRange> SearchSpace => [];

    /// <inheritdoc/>
    public bool IsSearched => false;

    /// <inheritdoc/>
    public bool Supports(ModelTask task) => task is ModelTask.Binary or ModelTask.Multiclass or ModelTask.Regression;

    /// <summary>Whether models of a trainer can be members.</summary>
    internal static bool Takes(string trainer) => Members.Any(member => member.Name == trainer);

    /// <inheritdoc/>
    public TrainingOutcome Train(TrainingSet training, TrainingSet? validation, TrainerParameters parameters, TrainingContext context)
    {
        var (recipe, notes, models) = (EnsembleRecipe.Of(parameters), new List<Note>(), new List<WeightedModel>());
        var native = EnsembleModel.NativeCountOf(training.Features);
        foreach (var member in recipe.Members)
        {
            var trainer =
                Members.FirstOrDefault(own => own.Name == member.Trainer)
                ?? throw new ProblemException(
                    new(
                        $"'{member.Trainer}' cannot be a member of an ensemble",
                        member.Trainer,
                        string.Join(", ", Members.Select(own => own.Name)),
                        "training parameters of the ensemble"
                    )
                );
            var isNative = trainer.Encoding == FeatureEncoding.Native;
            var rows = training with { Features = EnsembleModel.Part(training.Features, native, isNative) };
            var outcome = trainer.Train(rows, null, member.Parameters, context);
            models.Add(new(outcome.Model, isNative, member.Weight));
            notes.AddRange(outcome.Notes);
        }

        var link = context.Task switch
        {
            ModelTask.Binary => LinearKind.Logistic,
            ModelTask.Multiclass => LinearKind.Multinomial,
            _ => LinearKind.Identity,
        };
        return new(new EnsembleModel(link, native, training.Features.Columns.Length, models), parameters, notes);
    }
}
