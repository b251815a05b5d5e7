using MLOpsFunctions.Local.Demo;

namespace MLOpsFunctions.Local.Tests.Pipelines;

/// <summary>The files under samples/ are what the generator makes, so that anybody can make them again.</summary>
public sealed class SampleTests
{
    [Fact]
    public void The_sample_is_what_the_generator_makes() =>
        Assert.Equal(RentalSample.Csv(2900, seed: 1, flaws: true), File.ReadAllText(Sample("rentals.csv")));

    [Fact]
    public void The_sample_definition_is_the_demos() =>
        Assert.Equal(RentalSample.Definition, File.ReadAllText(Sample("rentals.json")).TrimEnd('\n'));

    private static string Sample(string name) => Path.Combine(AppContext.BaseDirectory, "samples", name);
}
