using MLOpsFunctions.Local.Demo;

namespace MLOpsFunctions.Local.Tests.Pipelines;

/// <summary>The files under samples/ are what the generators make, so that anybody can make them again.</summary>
public sealed class SampleTests
{
    public static TheoryData<string> Stories => [.. DemoStory.All.Select(story => story.Name)];

    [Theory]
    [MemberData(nameof(Stories))]
    public void A_sample_is_what_its_generator_makes(string story) => Assert.Equal(Make(story), File.ReadAllText(Sample($"{story}.csv")));

    [Theory]
    [MemberData(nameof(Stories))]
    public void A_sample_definition_is_that_of_the_demo(string story) =>
        Assert.Equal(
            DemoStory.All.Single(known => known.Name == story).Definition,
            File.ReadAllText(Sample($"{story}.json")).TrimEnd('\n')
        );

    private static string Make(string story) =>
        story switch
        {
            "churn" => ChurnStory.File(),
            "demand" => DemandStory.File(),
            "tickets" => TicketStory.File(),
            _ => RentalSample.Csv(2900, seed: 1, flaws: true),
        };

    private static string Sample(string name) => Path.Combine(AppContext.BaseDirectory, "samples", name);
}
