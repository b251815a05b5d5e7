using Bunit;
using FsCheck;
using FsCheck.Fluent;
using MLOpsFunctions.Dashboard.Charts;
using MLOpsFunctions.Dashboard.Layout;

namespace MLOpsFunctions.Dashboard.Tests;

public sealed class ChartTests : BunitContext
{
    [Fact]
    public void An_axis_holds_every_finite_value_and_its_ticks() =>
        Prop.ForAll<double[]>(values =>
            {
                var axis = Axis.Over(values, 190, 24);
                var places = values.Where(double.IsFinite).Select(axis.Place).Concat(axis.Ticks().Select(axis.Place));
                return places.All(place => place is >= 24 and <= 190) && axis.Ticks().Count <= 20;
            })
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_chart_has_a_description_and_its_data_as_a_table()
    {
        var chart = Render<LineChart>(one =>
            one.Add(c => c.Title, "rmse by version")
                .Add(c => c.Description, "Each version on its test rows.")
                .Add(c => c.Unit, "rmse")
                .Add(c => c.XTitle, "version")
                .Add(c => c.Data, [new(1, "v1", 2.5, 2, 3), new(2, "v2", double.NaN), new(3, "v3", 2.25, 2, 2.5)])
        );

        Assert.Equal("rmse by version. Each version on its test rows.", chart.Find("svg[role=img]").GetAttribute("aria-label"));
        Assert.Equal("Each version on its test rows.", chart.Find("svg desc").TextContent);
        Assert.Equal(3, chart.FindAll("details tbody tr").Count);
        Assert.Equal(2, chart.FindAll("circle").Count);
        Assert.Single(chart.FindAll("polygon.band"));
        Assert.DoesNotContain("NaN", chart.Markup);
        Assert.DoesNotContain("style=", chart.Markup);
    }

    [Fact]
    public void Charts_without_data_are_drawn_all_the_same()
    {
        Assert.NotEmpty(Render<LineChart>(one => one.Add(c => c.Title, "t").Add(c => c.Data, [])).Markup);
        Assert.NotEmpty(Render<ScatterChart>(one => one.Add(c => c.Title, "t").Add(c => c.Data, [])).Markup);
        Assert.NotEmpty(Render<BarChart>(one => one.Add(c => c.Title, "t").Add(c => c.Data, [])).Markup);
        Assert.NotEmpty(Render<Histogram>(one => one.Add(c => c.Title, "t").Add(c => c.Data, [])).Markup);
        Assert.NotEmpty(Render<ParallelPlot>(one => one.Add(c => c.Title, "t").Add(c => c.Axes, ["a"]).Add(c => c.Lines, [])).Markup);
        Assert.NotEmpty(Render<Sparkline>(one => one.Add(c => c.Description, "t").Add(c => c.Values, [])).Markup);
        Assert.NotEmpty(Render<HeatMap>(one => one.Add(c => c.Title, "t").Add(c => c.Checks, []).Add(c => c.Data, [])).Markup);
    }

    [Fact]
    public void A_label_is_left_out_where_it_would_cover_the_one_before()
    {
        var chart = Render<LineChart>(one =>
            one.Add(c => c.Title, "t")
                .Add(c => c.XTitle, "answer")
                .Add(c => c.Data, [new(1, "1.001", 1), new(1.1, "1.1", 2), new(9, "9", 3)])
        );

        var labels = chart.FindAll("text").Select(text => text.TextContent).ToList();

        Assert.Contains("1.001", labels);
        Assert.DoesNotContain("1.1", labels);
        Assert.Contains("9", labels);
    }

    [Fact]
    public void Parallel_axes_end_at_the_least_and_the_greatest_value_and_leave_gaps_where_there_is_none()
    {
        var plot = Render<ParallelPlot>(one =>
            one.Add(c => c.Title, "t")
                .Add(c => c.Of, "trial")
                .Add(c => c.Axes, ["depth", "rmse"])
                .Add(c => c.Lines, [new("trial 1", [2, 10]) { Marked = true }, new("trial 2", [6, 30]), new("trial 3", [double.NaN, 20])])
        );

        Assert.Equal("12,216 948,216", plot.Find("polyline.marked").GetAttribute("points"));
        Assert.Contains(plot.FindAll("polyline"), line => line.GetAttribute("points") == "948,126");
        Assert.Equal(["trial 3", "–", "20"], plot.FindAll("details tbody tr")[2].Children.Select(cell => cell.TextContent));
        Assert.DoesNotContain("NaN", plot.Markup);
    }

    [Theory]
    [InlineData(5, "just now")]
    [InlineData(60, "1 minute ago")]
    [InlineData(7_300, "2 hours ago")]
    [InlineData(-172_800, "in 2 days")]
    [InlineData(8_640_000, "21 Feb 2026")]
    public void Times_read_as_people_say_them(int seconds, string words) =>
        Assert.Equal(words, Times.Relative(Pages.Now.AddSeconds(-seconds), Pages.Now));
}
