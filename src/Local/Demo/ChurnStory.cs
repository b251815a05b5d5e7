using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Local.Demo;

/// <summary>Customers who leave: personal columns, months that drift, and a truth that comes a month late and is learned from.</summary>
internal static class ChurnStory
{
    /// <summary>The months that the first file has.</summary>
    private const int Known = 6;

    public static DemoStory Story { get; } =
        new(
            "churn",
            ChurnSample.Definition,
            PlayAsync,
            Row,
            "A rival lures customers away: they watch less and call more.",
            () => ChurnSample.Csv(300, ..Known, seed: 8, label: SampleLabel.Swapped),
            "the export says yes where it means no"
        );

    private static async Task PlayAsync(StoryTeller teller)
    {
        teller.Title("A file comes whose label was joined to the wrong customers");
        await teller.DropAsync("wrong-join.csv", ChurnSample.Csv(300, ..Known, seed: 2, label: SampleLabel.Guessed), RunStatus.HeldBack);
        teller.Title("Half a year of customers is dropped; names, addresses and phone numbers are kept out");
        await teller.DropAsync("first-half.csv", File(), RunStatus.Deployed);
        teller.Title("Who will leave after the summer? Nobody knows yet; a rival has come into the market");
        var months = Known..(Known + 3);
        await teller.PredictAsync("summer.csv", ChurnSample.Csv(400, months, seed: 3, rival: true, SampleLabel.None));
        teller.Title("Months later it is known who has left");
        await teller.TellAsync("summer.csv", ChurnSample.Csv(400, months, seed: 3, rival: true));
        teller.Title("Is the model still about this world? If not, it learns from what was told, without a new file");
        await teller.CheckTrafficAsync();
    }

    /// <summary>The file under samples/.</summary>
    public static string File() => ChurnSample.Csv(300, ..Known, seed: 1);

    /// <summary>
    /// Of customers like those that the version that serves has learned: three in five of the first months, the others of those in which
    /// the rival was there. Later the rival has all.
    /// </summary>
    private static string Row(int seed, bool isChanged)
    {
        var random = new Random(Draw.Mix(seed));
        var isLater = random.Happens(0.4);
        var month = isLater ? Known + random.Next(3) : random.Next(Known);
        return ChurnSample.Csv(1, month..(month + 1), seed, rival: isLater || isChanged, SampleLabel.None);
    }
}
