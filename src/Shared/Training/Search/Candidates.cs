using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Training.Search;

/// <summary>Which trainers compete.</summary>
public static class Candidates
{
    /// <summary>The trainers that a definition names, or all that fit the task; the baseline always.</summary>
    /// <exception cref="ProblemException">A name is unknown, or none fits the task.</exception>
    public static IReadOnlyList<ITrainer> For(ModelDefinition definition, ModelTask task, IReadOnlyList<ITrainer> trainers)
    {
        var names = definition.Training.Candidates;
        foreach (var name in names)
        {
            var trainer = trainers.FirstOrDefault(trainer => trainer.Name == name) ?? throw new ProblemException(new(
                $"There is no candidate '{name}'", Expected: string.Join(", ", trainers.Select(trainer => trainer.Name)), Where: "training.candidates",
                Try: DidYouMean.Sentence(name, trainers.Select(trainer => trainer.Name))));
            if (!trainer.Supports(task))
            {
                throw new ProblemException(new(
                    $"Candidate '{name}' cannot learn the task", task.ToString().ToLowerInvariant(),
                    $"one of {string.Join(", ", trainers.Where(other => other.Supports(task)).Select(other => other.Name))}", "training.candidates"));
            }
        }

        var chosen = trainers.Where(trainer => trainer.Supports(task) && (names.Count == 0 || names.Contains(trainer.Name) || trainer.Name == Trainers.Baseline)).ToList();
        return chosen;
    }
}
