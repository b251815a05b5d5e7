using MLOpsFunctions.Definitions;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Models;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Experiments.Search;

/// <summary>Chooses the trainers that compete.</summary>
public static class Candidates
{
    /// <summary>The trainers that a definition names, or all that fit the task; always with the baseline.</summary>
    /// <exception cref="ProblemException">A name is unknown or absent here, or none fits the task.</exception>
    public static IReadOnlyList<ITrainer> For(ModelDefinition definition, ModelTask task, TrainerSet here)
    {
        var names = definition.Training.Candidates;
        foreach (var name in names)
        {
            if (!here.Find(name).Supports(task))
            {
                throw new ProblemException(
                    new(
                        $"Candidate '{name}' cannot learn the task",
                        task.JsonName(),
                        $"one of {string.Join(", ", here.Trainers.Where(other => other.Supports(task)).Select(other => other.Name))}",
                        "training.candidates"
                    )
                );
            }
        }

        var directed = definition.Training.Monotone.Count > 0;
        if (directed && names.FirstOrDefault(name => !here.Find(name).SupportsMonotoneConstraints) is { } free)
        {
            var able = here.Trainers.Where(other => other.SupportsMonotoneConstraints && other.Supports(task));
            throw new ProblemException(
                new(
                    $"Candidate '{free}' cannot keep to a column's direction",
                    $"a direction for {string.Join(", ", definition.Training.Monotone.Keys.Select(column => $"'{column}'"))}",
                    $"one of {string.Join(", ", able.Select(other => other.Name))}",
                    "training.candidates; training.monotone"
                )
            );
        }

        return
        [
            .. here.Trainers.Where(trainer =>
                trainer.Supports(task)
                && (!directed || trainer.SupportsMonotoneConstraints)
                && (names.Count == 0 || names.Contains(trainer.Name) || trainer.Name == BuiltInTrainers.Baseline)
            ),
        ];
    }

    /// <summary>
    /// One note for each reason why trainers that fit the task do not compete, if the definition leaves the choice to
    /// the product.
    /// </summary>
    public static IEnumerable<Note> Absences(ModelDefinition definition, ModelTask task, TrainerSet here) =>
        definition.Training.Candidates.Count > 0
            ? []
            : here
                .Absent.Where(absent =>
                    absent.Trainer.Supports(task) && (definition.Training.Monotone.Count == 0 || absent.Trainer.SupportsMonotoneConstraints)
                )
                .GroupBy(absent => absent.Why, absent => absent.Trainer.Name)
                .Select(reason => SearchNotes.Absent([.. reason], reason.Key));
}
