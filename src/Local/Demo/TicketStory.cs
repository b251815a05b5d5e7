using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Local.Demo;

/// <summary>Tickets of a help desk: a model that reads, and a product whose words it does not know.</summary>
internal static class TicketStory
{
    public static DemoStory Story { get; } =
        new(
            "tickets",
            TicketSample.Definition,
            PlayAsync,
            (seed, isChanged) => TicketSample.Csv(1, seed, news: isChanged ? 0.6 : 0, SampleLabel.None),
            "A smart kettle is sold: tickets have words that no earlier ticket has.",
            () => TicketSample.Csv(2000, seed: 6, label: SampleLabel.Swapped),
            "the teams were numbered anew, and the export did not know"
        );

    private static async Task PlayAsync(StoryTeller teller)
    {
        teller.Title("A file comes whose teams belong to other tickets");
        await teller.DropAsync("wrong-join.csv", TicketSample.Csv(2000, seed: 2, label: SampleLabel.Guessed), RunStatus.HeldBack);
        teller.Title("Two thousand tickets are dropped, each with the team that could help");
        await teller.DropAsync("tickets.csv", File(), RunStatus.Deployed);
        teller.Title("New tickets come: which team, and by which words?");
        await teller.PredictAsync("today.csv", TicketSample.Csv(40, seed: 3, label: SampleLabel.None));
        teller.Title("A smart kettle is sold: does the model know these words?");
        await teller.CheckAsync("kettle.csv", TicketSample.Csv(500, seed: 4, news: 0.5));
        teller.Title("The file with tickets about the kettle comes");
        await teller.DropAsync("with-kettle.csv", TicketSample.Csv(3000, seed: 5, news: 0.3), RunStatus.Deployed);
    }

    /// <summary>The file under samples/.</summary>
    public static string File() => TicketSample.Csv(2000, seed: 1);
}
