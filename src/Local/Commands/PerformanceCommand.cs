using System.CommandLine;
using System.Globalization;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Monitoring;
using Spectre.Console;

namespace MLOpsFunctions.Local.Commands;

/// <summary><c>performance</c>: how a model does in production, by what turned out to be true.</summary>
internal static class PerformanceCommand
{
    /// <summary>Windows that a person is shown; <c>--json</c> has all.</summary>
    private const int Shown = 30;

    public static Command Create()
    {
        var model = Verb.Model();
        var days = new Option<int>("--days")
        {
            Description = $"Days of predictions to look at, 1 to {PerformanceMonitor.MaxDays}",
            HelpName = "N",
            DefaultValueFactory = _ => PerformanceMonitor.DefaultDays,
        };
        return new Command("performance", "Show how a model does by what turned out to be true, by version and window")
        {
            model,
            days,
        }.OnRun(
            async (parsed, session, cancellation) =>
            {
                var name = await KnownModels.CheckAsync(session, parsed.GetValue(model), cancellation);
                if (parsed.GetValue(days) is var wanted && wanted is < 1 or > PerformanceMonitor.MaxDays)
                {
                    throw new ProblemException(
                        new(
                            "So many days cannot be looked at",
                            FormattableString.Invariant($"{wanted}"),
                            FormattableString.Invariant($"1 to {PerformanceMonitor.MaxDays}"),
                            "--days"
                        )
                    );
                }

                var report = await session.Workspace.Services.Performance.ReadAsync(name, wanted, cancellation);
                session.Terminal.Show(report, console => Write(console, report));
                return ExitCode.Ok;
            }
        );
    }

    private static void Write(IAnsiConsole console, PerformanceReport report)
    {
        console.WriteLine(
            $"{NumberFormat.Count(report.Labelled)} predictions have an actual value; {NumberFormat.Count(report.Waiting)} values wait for "
                + $"their prediction; {NumberFormat.Count(report.Conflicts)} other values were sent later and do not count."
        );
        if (report.Windows.Count == 0)
        {
            console.WriteLine($"mlops feedback {report.Model} --file FILE tells what turned out to be true.");
        }
        else
        {
            WriteLive(console, report);
        }

        if (report.Estimates.Count > 0)
        {
            WriteEstimates(console, report);
        }
    }

    private static void WriteLive(IAnsiConsole console, PerformanceReport report)
    {
        var table = Listing.Table(console, "window", "from", "version", "role", "labelled", "metrics (95% interval)");
        foreach (var window in report.Windows.TakeLast(Shown))
        {
            table.AddRow(
                window.Kind.JsonName(),
                window.From.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
                window.Version.ToString(CultureInfo.InvariantCulture),
                window.Role.JsonName(),
                NumberFormat.Count(window.Labelled),
                string.Join("\n", window.Metrics.Where(metric => double.IsFinite(metric.Value.Value)).Select(Metric))
            );
        }

        console.Write(table);
    }

    private static void WriteEstimates(IAnsiConsole console, PerformanceReport report)
    {
        console.WriteLine("Estimates without actual values; they hold while inputs and truth belong together as on the held-out rows:");
        var table = Listing.Table(console, "day", "version", "predictions", "estimate by", "metrics (95% interval)");
        foreach (var estimate in report.Estimates)
        {
            table.AddRow(
                estimate.From.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                estimate.Version.ToString(CultureInfo.InvariantCulture),
                NumberFormat.Count(estimate.Predictions),
                estimate.Source.JsonName(),
                string.Join("\n", estimate.Metrics.Where(metric => double.IsFinite(metric.Value.Value)).Select(Metric))
            );
        }

        console.Write(table);
    }

    private static string Metric(KeyValuePair<string, MetricValue> metric) =>
        $"{metric.Key} {NumberFormat.Tabulate(metric.Value.Value)} "
        + $"({NumberFormat.Tabulate(metric.Value.Low)} to {NumberFormat.Tabulate(metric.Value.High)})";
}
