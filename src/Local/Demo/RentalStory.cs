using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Local.Demo;

/// <summary>Van rentals: broken rows, a file that is held back, a better one, drift, a rollback by hand.</summary>
internal static class RentalStory
{
    public static DemoStory Story { get; } =
        new(
            "rentals",
            RentalSample.Definition,
            PlayAsync,
            Row,
            "A heat wave begins.",
            () => RentalSample.Csv(2900, seed: 5, unit: 4),
            "somebody counted seats in place of vans"
        );

    private static async Task PlayAsync(StoryTeller teller)
    {
        teller.Title("A file is dropped: four months of rentals, with some broken rows");
        await teller.DropAsync("spring.csv", RentalSample.Csv(2900, seed: 1, flaws: true), RunStatus.Deployed);
        await teller.ShowAsideAsync("spring.csv");
        teller.Title("A worse file comes: a broken counter");
        await teller.DropAsync("broken-counter.csv", RentalSample.Csv(2900, seed: 2, noise: 120), RunStatus.HeldBack);
        teller.Title("More data comes: eight months");
        await teller.DropAsync("summer.csv", RentalSample.Csv(5800, seed: 1), RunStatus.Deployed);
        teller.Title("The next weeks are much warmer: is the model still about this world?");
        await teller.CheckAsync("heat-wave.csv", RentalSample.Csv(800, seed: 4, warming: 14));
        teller.Title("Somebody does not trust the new version: back to the one before");
        await teller.RollBackAsync();
    }

    /// <summary>An hour of the months of the first file, without its label.</summary>
    private static string Row(int seed, bool isChanged)
    {
        var csv = RentalSample.Csv(1, seed, warming: isChanged ? 14 : 0, first: new Random(Draw.Mix(seed)).Next(2900));
        return string.Join('\n', csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[..line.LastIndexOf(',')]));
    }
}
