using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;

namespace MLOpsFunctions.Shared.Tests.Features;

/// <summary>
/// A missing date counts as missing: an indicator where training rows lacked one too, and the training rows' median,
/// not some year.
/// </summary>
public sealed class MissingTimeTests
{
    private static readonly IReadOnlyList<ColumnSchema> Schema =
    [
        new("day", ColumnType.Time, ColumnRole.Time),
        new("a", ColumnType.Number, ColumnRole.Feature),
    ];

    [Theory]
    [InlineData(FeatureEncoding.Dense)]
    [InlineData(FeatureEncoding.Sparse)]
    public void It_is_encoded_as_the_median_of_each_feature(FeatureEncoding encoding)
    {
        var plan = FeaturePlan.Fit(Frame(501, row => false), Schema, Enumerable.Range(0, 501).ToArray(), new(), encoding);
        var (missing, all) = (plan.Encode(Frame(1, row => true)), plan.Encode(Frame(501, row => false)));

        for (var i = 0; i < plan.Features.Count; i++)
        {
            if (plan.Features[i].Source == "day")
            {
                Assert.Equal(all.Columns[i].Order().ElementAt(250), missing.Columns[i][0]);
            }
        }

        Assert.DoesNotContain(plan.Features, feature => feature.Name == "day.missing");
        Assert.Contains(plan.Features, feature => feature.Name == "day.year");
        Assert.Equal(2.4f, missing.Columns[plan.Features.ToList().FindIndex(feature => feature.Name == "day.year")][0], 1e-6f);
    }

    [Fact]
    public void An_indicator_says_where_it_is()
    {
        var plan = FeaturePlan.Fit(
            Frame(200, row => row % 5 == 0),
            Schema,
            Enumerable.Range(0, 200).ToArray(),
            new(),
            FeatureEncoding.Dense
        );
        var indicator = plan.Encode(Frame(10, row => row == 3)).Columns[
            plan.Features.ToList().FindIndex(feature => feature.Name == "day.missing")
        ];

        Assert.Equal([.. Enumerable.Range(0, 10).Select(row => row == 3 ? 1f : 0f)], indicator);
    }

    [Fact]
    public void Trees_see_that_it_is_missing()
    {
        var plan = FeaturePlan.Fit(
            Frame(200, row => row % 5 == 0),
            Schema,
            Enumerable.Range(0, 200).ToArray(),
            new(),
            FeatureEncoding.Native
        );
        var missing = plan.Encode(Frame(1, row => true));

        Assert.All(
            plan.Features.Select((feature, i) => (feature, i)).Where(entry => entry.feature.Source == "day"),
            entry => Assert.True(float.IsNaN(missing.Columns[entry.i][0]))
        );
    }

    [Fact]
    public void A_plan_of_before_medians_were_kept_is_read()
    {
        var plan = Json.Read<FeaturePlan>(
            """
            {"encoding":"dense","columns":[{"column":"day","type":"time",
            "time":{"parts":["year","month"],"origin":0,"scale":{"mean":0,"deviation":1}}}]}
            """
        );

        Assert.Equal([0, 0, 0], plan.Encode(Frame(1, row => true)).Columns.Select(column => column[0]));
    }

    /// <summary>Days from 2021 to 2027, most of them after 2023.</summary>
    private static DataFrame Frame(int rows, Func<int, bool> isMissing)
    {
        var start = new DateTime(2024, 7, 1, 0, 0, 0, DateTimeKind.Utc);
        return new(
            [
                new TimeColumn(
                    "day",
                    [
                        .. Enumerable
                            .Range(0, rows)
                            .Select(row => isMissing(row) ? TimeColumn.Missing : start.AddDays((row * 37 % 2001) - 1000).Ticks),
                    ]
                ),
                new NumberColumn("a", [.. Enumerable.Range(0, rows).Select(row => (double)(row % 13))]),
            ],
            rows
        );
    }
}
