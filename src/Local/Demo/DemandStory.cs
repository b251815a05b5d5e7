using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Local.Demo;

/// <summary>Loaves that four shops will sell: seasons, promotions that are planned, and a plan that the model has never seen.</summary>
internal static class DemandStory
{
    /// <summary>Days of the first file: a year and three quarters.</summary>
    private const int Known = 640;

    /// <summary>Days of the second one.</summary>
    private const int Later = 724;

    /// <summary>How far ahead is asked, in days.</summary>
    private const int Horizon = 14;

    public static DemoStory Story { get; } =
        new(
            "demand",
            DemandSample.Definition,
            PlayAsync,
            Row,
            "The shops promote every week.",
            () => DemandSample.Csv(..Later, seed: 1, label: SampleLabel.Swapped),
            "the till counted crates in place of loaves"
        );

    private static async Task PlayAsync(StoryTeller teller)
    {
        teller.Title("Nearly two years of sales are dropped: four shops, a week and a year, promotions");
        await teller.DropAsync("sales.csv", File(), RunStatus.Deployed);
        teller.Title("The next two weeks, with the promotions that are planned");
        await teller.PredictAsync("plan.csv", DemandSample.Csv(Known..(Known + Horizon), seed: 1, label: SampleLabel.None));
        teller.Title("A file comes from a broken till");
        await teller.DropAsync("broken-till.csv", DemandSample.Csv(..Later, seed: 2, label: SampleLabel.Guessed), RunStatus.HeldBack);
        teller.Title("The file with twelve more weeks comes");
        await teller.DropAsync("more-sales.csv", DemandSample.Csv(..Later, seed: 1), RunStatus.Deployed);
        teller.Title("The shops promote nearly every week: has the model ever seen that?");
        await teller.CheckAsync("promotions.csv", DemandSample.Csv(Later..(Later + 70), seed: 4, promotions: 0.9));
    }

    /// <summary>The file under samples/.</summary>
    public static string File() => DemandSample.Csv(..Known, seed: 1);

    private static string Row(int seed, bool isChanged)
    {
        var day = Later + new Random(Draw.Mix(seed)).Next(Horizon);
        return DemandSample.Csv(day..(day + 1), seed, promotions: isChanged ? 0.9 : 0.2, SampleLabel.None);
    }
}
