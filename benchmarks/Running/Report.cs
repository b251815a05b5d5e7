using System.Globalization;
using System.Text;

namespace MLOpsFunctions.Benchmarks.Running;

/// <summary>A result for people.</summary>
internal static class Report
{
    public static string Text(BenchResult result)
    {
        var text = new StringBuilder();
        Line(text, $"{result.Name}: {result.Measures}");
        Line(
            text,
            $"{result.Machine.Cpu}, {result.Machine.Cores} cores, {result.Machine.MemoryGb} GiB, "
                + $"{result.Machine.Runtime}; load {result.Load.OneMinute} {result.Load.FiveMinutes} "
                + $"{result.Load.FifteenMinutes}"
        );
        Line(text, $"{result.Rows:N0} rows, {result.Rounds} rounds");
        Line(text, $"{"side", -20} {"median s", 12} {"min s", 12} {"spread", 8} {"cpu s", 10} {"ours/theirs", 12}");
        foreach (var side in result.Sides)
        {
            var ratio = result.Ratios.TryGetValue(side.Name, out var value) ? value.ToString("0.000", CultureInfo.InvariantCulture) : "";
            Line(
                text,
                $"{side.Name, -20} {side.Median, 12:0.000000} {side.Min, 12:0.000000} {side.Spread, 8:0%} "
                    + $"{side.CpuSeconds, 10:0.000} {ratio, 12}"
            );
            if (side.Accuracy is { } accuracy)
            {
                Line(text, $"  accuracy {accuracy:0.00000}");
            }

            foreach (var (name, figure) in side.Figures)
            {
                Line(text, $"  {name} {figure:0.#####}");
            }
        }

        foreach (var (side, rank, gap, half) in result.IsRanked ? Ranking.Of(result.Sides) : [])
        {
            Line(text, $"{side, -20} mean rank {rank:0.00}, above the best other by {gap:0.0%} +- {half:0.0%}");
        }

        return text.ToString().TrimEnd();
    }

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');
}
