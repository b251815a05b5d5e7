using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Models;

/// <summary>What a host can train and load.</summary>
/// <param name="Trainers">Those that can train here. The simplest first: of equals, the first wins.</param>
/// <param name="Kinds">The models that can be loaded here.</param>
/// <param name="Absent">Trainers that the product knows and that cannot train here.</param>
public sealed record TrainerSet(IReadOnlyList<ITrainer> Trainers, ModelKinds Kinds, IReadOnlyList<UnavailableTrainer> Absent)
{
    /// <summary>What every host has.</summary>
    public static TrainerSet BuiltIn { get; } = new(MLOpsFunctions.Models.BuiltInTrainers.BuiltIn, ModelKinds.BuiltIn, []);

    /// <summary>The trainer of this name.</summary>
    /// <exception cref="ProblemException">There is none here; the problem says why, where that is known.</exception>
    public ITrainer Find(string name)
    {
        if (Trainers.FirstOrDefault(trainer => trainer.Name == name) is { } trainer)
        {
            return trainer;
        }

        var names = Trainers.Select(trainer => trainer.Name).ToList();
        throw new ProblemException(
            Absent.FirstOrDefault(absent => absent.Trainer.Name == name) is { } absent
                ? new(
                    $"The candidate '{name}' is absent here",
                    absent.Why,
                    string.Join(", ", names),
                    "training.candidates",
                    "leave it out, or run where it is there"
                )
                : new(
                    $"There is no candidate '{name}'",
                    Expected: string.Join(", ", names),
                    Where: "training.candidates",
                    Try: DidYouMean.Sentence(name, names)
                )
        );
    }
}

/// <summary>A trainer that cannot train here.</summary>
/// <param name="Trainer">The trainer; it still tells its name and its tasks.</param>
/// <param name="Why">Why not, as the beginning of a sentence's second half: "this build has no ...".</param>
public sealed record UnavailableTrainer(ITrainer Trainer, string Why);
