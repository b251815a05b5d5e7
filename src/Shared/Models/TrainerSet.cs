using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Models;

/// <summary>The trainers and model kinds of a host.</summary>
/// <param name="Trainers">Trainers that can train here, the simplest first: among equals the first wins.</param>
/// <param name="Kinds">The models that can be loaded here.</param>
/// <param name="Absent">Trainers that exist in the product and cannot train here.</param>
public sealed record TrainerSet(IReadOnlyList<ITrainer> Trainers, ModelKinds Kinds, IReadOnlyList<UnavailableTrainer> Absent)
{
    /// <summary>The set that every host has.</summary>
    public static TrainerSet BuiltIn { get; } = new(MLOpsFunctions.Models.BuiltInTrainers.BuiltIn, ModelKinds.BuiltIn, []);

    /// <summary>The trainer of this name.</summary>
    /// <exception cref="ProblemException">There is none here; the problem says why, if the reason is known.</exception>
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
/// <param name="Trainer">The trainer; its name and tasks are still known.</param>
/// <param name="Why">The reason, as the second half of a sentence: "this build has no ...".</param>
public sealed record UnavailableTrainer(ITrainer Trainer, string Why);
