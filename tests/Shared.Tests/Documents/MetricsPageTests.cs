using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Shared.Tests.Documents;

/// <summary>docs/metrics.md says of every metric what it means, its formula, range and source, and which way is better.</summary>
public sealed partial class MetricsPageTests
{
    private const string Head = """
        # Metrics

        Made from the code. Gates, the search, reports and drift checks use these names.

        - Every metric of a version is measured on held-out rows that it has not learned from. Its 95%
          interval is that of the bootstrap: rows are drawn again and again. Two versions are compared on
          the same rows and the same draws.
        - A column with the role `weight` weighs the rows, except in `auc` and in `f1` of several classes.
        - In the formulas y is the truth, p the answer, and a mean is over the rows. A metric that is not
          defined on the rows is left out, with a note.


        """;

    [Fact]
    public void The_page_says_what_the_code_says()
    {
        var text = new StringBuilder(Head.ReplaceLineEndings("\n"));
        text.Append("| metric | better | tasks | default of |\n| --- | --- | --- | --- |\n");
        foreach (var metric in MetricNames.All)
        {
            var better = MetricNames.HigherIsBetter(metric) ? "more" : "less";
            text.Append(CultureInfo.InvariantCulture, $"| [`{metric}`](#{metric}) | {better} | {Tasks(metric)} | {Defaults(metric)} |\n");
        }

        foreach (var metric in MetricNames.All)
        {
            var facts = Facts().Match(ReferencePage.Words(Member(metric), "remarks"));
            Assert.True(facts.Success, $"{metric} does not say formula, range and source.");
            text.Append(CultureInfo.InvariantCulture, $"\n## {metric}\n\n{ReferencePage.Wrap(ReferencePage.Words(Member(metric)))}\n\n");
            foreach (var fact in (string[])["formula", "range", "source"])
            {
                text.Append(CultureInfo.InvariantCulture, $"{ReferencePage.Wrap($"- {fact}: {facts.Groups[fact].Value}", "  ")}\n");
            }

            text.Append(MetricNames.HigherIsBetter(metric) ? "- more is better\n" : "- less is better\n");
        }

        ReferencePage.Compare("metrics.md", text.ToString());
    }

    /// <summary>The constant that holds a metric's name, as the documentation names it.</summary>
    private static string Member(string metric)
    {
        var names = typeof(MetricNames).GetFields().Where(field => field.IsLiteral);
        return $"F:{typeof(MetricNames).FullName}.{names.Single(field => (string)field.GetRawConstantValue()! == metric).Name}";
    }

    private static string Tasks(string metric) =>
        string.Join(", ", Enum.GetValues<ModelTask>().Where(task => MetricNames.Fits(metric, task)).Select(task => task.JsonName()));

    private static string Defaults(string metric) =>
        string.Join(", ", Enum.GetValues<ModelTask>().Where(task => DefaultMetric.For(task) == metric).Select(task => task.JsonName()));

    [GeneratedRegex(@"^Formula: (?<formula>.+)\. Range: (?<range>.+)\. Source: (?<source>.+)\.$")]
    private static partial Regex Facts();
}
