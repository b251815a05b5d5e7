using MLOpsFunctions.Dashboard.Pages.Settings;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Dashboard.Tests;

public sealed class SettingsTests
{
    [Fact]
    public void A_definition_is_shown_with_its_defaults_and_without_the_secret_part_of_an_address()
    {
        var definition = DefinitionReader.Parse(
            """
            {
              "owner": "<b>", "label": "y", "gates": [{ "metric": "auc", "min": 0.7 }],
              "notify": { "desk": { "url": "https://hooks.example/T0/secret" } }
            }
            """,
            "m.json"
        );

        var values = SettingsPart
            .Of(definition)
            .SelectMany(part => part.Values.Select(value => $"{part.Name} {value.Key} {value.Value}"))
            .ToList();

        Assert.Contains("model owner <b>", values);
        Assert.Contains("gates 1.min 0.7", values);
        Assert.Contains("rollout strategy immediate", values);
        Assert.Contains("notify desk.url https://hooks.example/…", values);
        Assert.DoesNotContain(values, value => value.Contains("T0/secret", StringComparison.Ordinal));
    }

    [Fact]
    public void A_wide_definition_shows_some_columns_and_counts_the_rest()
    {
        var columns = Enumerable.Range(0, 5_000).ToDictionary(i => $"c{i}", _ => new ColumnDefinition { Role = ColumnRole.Ignore });

        var part = SettingsPart.Of(new() { Columns = columns }).Single(part => part.Name == "columns");

        Assert.Equal(5_000, part.Values.Count + part.LeftOut);
        Assert.True(part.Values.Count < 100);
    }
}
