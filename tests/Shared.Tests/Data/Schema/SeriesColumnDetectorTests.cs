using System.Globalization;
using System.Text;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Shared.Tests.Data.Schema;

/// <summary>What a forecast finds out about a file by itself.</summary>
public sealed class SeriesColumnDetectorTests
{
    [Fact]
    public void The_column_that_tells_the_series_apart_is_found()
    {
        var result = Read(
            "day,region,shop,sales\n" + Rows(30, 6, (day, shop) => $"{Day(day)},{(shop % 2 == 0 ? "north" : "south")},{shop},{day + shop}")
        );

        Assert.Equal(
            (ColumnRole.Time, ColumnRole.Group, ColumnRole.Feature),
            (Role(result, "day"), Role(result, "shop"), Role(result, "region"))
        );
        Assert.Contains(result.Notes.Sentences(), note => note.Contains("'shop' is taken as a series"));
    }

    [Fact]
    public void Two_columns_are_found_where_it_takes_two()
    {
        var result = Read("day,shop,item,sales\n" + Rows(30, 6, (day, i) => $"{Day(day)},shop {i / 3},item {i % 3},{day + i}"));

        Assert.Equal((ColumnRole.Group, ColumnRole.Group), (Role(result, "shop"), Role(result, "item")));
    }

    [Theory]
    [InlineData("year", 1950)]
    [InlineData("t", 1)]
    [InlineData("n", 1)]
    public void A_column_that_counts_the_steps_is_the_time(string name, int first)
    {
        var result = Read($"{name},sales\n" + Rows(40, 1, (step, _) => $"{first + step},{step * 3 % 11}"));

        Assert.Equal(ColumnRole.Time, Role(result, name));
        Assert.DoesNotContain(result.Notes.Sentences(), note => note.Contains("identifier"));
    }

    [Fact]
    public void Without_a_time_the_rows_follow_each_other() =>
        Assert.Contains(
            Read("x,sales\n" + Rows(40, 1, (step, _) => $"{step % 5},{step * 3 % 11}")).Notes.Sentences(),
            note => note.StartsWith("No column says when")
        );

    [Theory]
    [InlineData("1949-01", "1949-02")]
    [InlineData("2020Q1", "2020-Q2")]
    [InlineData("2020/11", "2020/12")]
    public void Months_and_quarters_are_times(string first, string second) =>
        Assert.Equal(
            ColumnRole.Time,
            Role(
                Read(
                    "when,sales\n" + string.Concat(Enumerable.Range(0, 20).Select(row => $"{(row % 2 == 0 ? first : second)},{row}\n")),
                    shared: true
                ),
                "when"
            )
        );

    [Fact]
    public void Rows_that_share_their_times_and_nothing_tells_apart_are_refused()
    {
        var problem = Assert.Throws<ProblemException>(() => Read("day,sales\n" + Rows(20, 3, (day, i) => $"{Day(day)},{i}"))).Problem;

        Assert.Contains("67", problem.Found);
        Assert.Contains("'day'", problem.Found);
        Assert.Contains("group", problem.Try);
    }

    [Fact]
    public void A_series_whose_name_is_masked_is_refused()
    {
        var definition = new ModelDefinition
        {
            Task = ModelTask.Forecast,
            Label = "sales",
            Columns = new Dictionary<string, ColumnDefinition> { ["shop"] = new(null, ColumnRole.Group, PiiHandling.Mask) },
        };
        var csv = "day,shop,sales\n" + Rows(30, 3, (day, shop) => $"{Day(day)},s{shop},{day + shop}");

        Assert.Contains(
            "pii hash",
            Assert
                .Throws<ProblemException>(() =>
                    Ingestion.Read(new MemoryStream(Encoding.UTF8.GetBytes(csv)), new("m", "incoming/m/a.csv", definition, new byte[32]))
                )
                .Problem.Expected
        );
    }

    [Fact]
    public void Numbers_that_lie_evenly_in_time_may_be_meant_to_be_forecast()
    {
        var csv = "month,sales\n" + Rows(60, 1, (step, _) => $"{2000 + (step / 12)}-{(step % 12) + 1:00},{step * 7 % 61}");

        Assert.Contains(
            Ingestion
                .Read(new MemoryStream(Encoding.UTF8.GetBytes(csv)), new("m", "incoming/m/a.csv", null, new byte[32]))
                .Notes.Sentences(),
            note => note.Contains("declare the task forecast")
        );
    }

    private static string Rows(int steps, int series, Func<int, int, string> row)
    {
        var text = new StringBuilder();
        for (var step = 0; step < steps; step++)
        {
            for (var i = 0; i < series; i++)
            {
                text.Append(row(step, i)).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Day(int day) => new DateOnly(2024, 1, 1).AddDays(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static ColumnRole Role(IngestResult result, string column) => result.Schema.Single(other => other.Name == column).Role;

    private static IngestResult Read(string csv, bool shared = false)
    {
        var columns = shared ? new Dictionary<string, ColumnDefinition> { ["when"] = new(ColumnType.Time) } : [];
        var definition = new ModelDefinition
        {
            Task = shared ? ModelTask.Regression : ModelTask.Forecast,
            Label = "sales",
            Columns = columns,
        };
        return Ingestion.Read(new MemoryStream(Encoding.UTF8.GetBytes(csv)), new("m", "incoming/m/a.csv", definition, new byte[32]));
    }
}
