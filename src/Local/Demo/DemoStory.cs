namespace MLOpsFunctions.Local.Demo;

/// <summary>What the demo can play: a model with its files, and what is asked of it afterwards.</summary>
/// <param name="Name">The story, and the model.</param>
/// <param name="Definition">The model's definition.</param>
/// <param name="PlayAsync">Plays it from the first file to the last.</param>
/// <param name="Row">Rows to predict, as CSV: by a seed, and whether they come after the world has changed.</param>
/// <param name="Change">How the world changes, a sentence.</param>
/// <param name="WrongFile">A file that is wrong in a way that no test on the file itself can tell: its version serves, and only live
/// traffic shows it.</param>
/// <param name="Wrong">What is wrong with it, a sentence.</param>
internal sealed record DemoStory(
    string Name,
    string Definition,
    Func<StoryTeller, Task> PlayAsync,
    Func<int, bool, string> Row,
    string Change,
    Func<string> WrongFile,
    string Wrong
)
{
    /// <summary>The stories, the one that is played unless another is named first.</summary>
    public static IReadOnlyList<DemoStory> All { get; } = [RentalStory.Story, ChurnStory.Story, DemandStory.Story, TicketStory.Story];
}
