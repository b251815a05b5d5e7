using System.Globalization;
using MLOpsFunctions.Dashboard.Charts;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Dashboard.Pages.Data;

/// <summary>What the page of a data set shows.</summary>
/// <param name="Entry">Its place in the catalog.</param>
/// <param name="Dataset">What was accepted.</param>
/// <param name="Profile">What its columns look like.</param>
/// <param name="Receipt">What became of the file's rows; null: it has no receipt any more.</param>
/// <param name="Before">The profile of the data set before; null: there is none.</param>
/// <param name="First">The first column that is shown, from 0.</param>
public sealed record DatasetView(
    DatasetEntry Entry,
    DatasetVersion Dataset,
    DataProfile Profile,
    Receipt? Receipt,
    DataProfile? Before,
    int First
)
{
    /// <summary>Columns on a page.</summary>
    public const int PageColumns = 12;

    private const int Levels = 8,
        Differences = 15;

    /// <summary>How far the highest bar may rise over the second one; its share stands in words.</summary>
    private const double Spike = 1.25;

    /// <summary>The columns of this page, each with how it was accepted.</summary>
    public IEnumerable<(ColumnProfile Profile, ColumnSchema? Schema)> Columns =>
        Profile
            .Columns.Skip(First)
            .Take(PageColumns)
            .Select(column => (column, Dataset.Schema.FirstOrDefault(schema => schema.Name == column.Name)));

    /// <summary>Whether the values of a column may be shown.</summary>
    public static bool IsShown(ColumnSchema? schema) => schema is { IsHidden: false };

    /// <summary>The bins of numbers and times; empty for other columns.</summary>
    public static IReadOnlyList<ChartPoint> Bins(ColumnProfile column)
    {
        if (column.Numbers is not { } numbers || numbers.Max <= numbers.Min)
        {
            return [];
        }

        var span = numbers.Max - numbers.Min;
        List<ChartPoint> bins =
        [
            .. numbers
                .Shares.Select((share, i) => (Share: share, Low: LowOf(numbers, i), High: HighOf(numbers, i)))
                .Where(bin => bin.Share > 0)
                // What many rows share is a bar of its own.
                .Select(bin => bin.High > bin.Low ? bin : bin with { Low = Math.Max(bin.High - (span / 100), numbers.Min) })
                .Select(bin => new ChartPoint(
                    bin.Low,
                    FormattableString.Invariant($"{Text(column, bin.Low)} to {Text(column, bin.High)}: {bin.Share:0.#%} of the rows"),
                    // As high as wide bins are sparse: the area tells the share.
                    bin.Share
                        * span
                        / Math.Max(bin.High - bin.Low, span / 100),
                    bin.Low,
                    bin.High
                )),
        ];
        // A value that many rows share would make all other bars flat.
        var most = bins.Select(bin => bin.Value).OrderDescending().Skip(1).FirstOrDefault(double.MaxValue) * Spike;
        return [.. bins.Select(bin => bin with { Value = Math.Min(bin.Value, most) })];
    }

    private static double LowOf(NumberSummary numbers, int bin) =>
        bin == 0 ? numbers.Min : Math.Clamp(numbers.Edges[bin - 1], numbers.Min, numbers.Max);

    private static double HighOf(NumberSummary numbers, int bin) =>
        bin == numbers.Edges.Count ? numbers.Max : Math.Clamp(numbers.Edges[bin], numbers.Min, numbers.Max);

    /// <summary>The commonest levels; empty for other columns.</summary>
    public static IReadOnlyList<ChartPoint> TopLevels(ColumnProfile column) =>
        [.. column.Levels.Take(Levels).Select((level, i) => new ChartPoint(i, level.Level, level.Share))];

    /// <summary>A number of a column as its cells mean it: a time as a date.</summary>
    public static string Text(ColumnProfile column, double value) =>
        column.Type == ColumnType.Time && value >= DateTime.MinValue.Ticks && value <= DateTime.MaxValue.Ticks
            ? new DateTime((long)value, DateTimeKind.Utc).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)
            : NumberFormat.Format(value);

    /// <summary>What differs from the data set before, column by column; the greatest changes first.</summary>
    public static IReadOnlyList<string> Changes(DataProfile before, DataProfile now)
    {
        var earlier = before.Columns.DistinctBy(column => column.Name).ToDictionary(column => column.Name, StringComparer.Ordinal);
        var added = now.Columns.Where(column => !earlier.ContainsKey(column.Name)).Select(column => $"Column {column.Name} is new.");
        var names = now.Columns.Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
        var gone = before.Columns.Where(column => !names.Contains(column.Name)).Select(column => $"Column {column.Name} is gone.");
        var moved = now
            .Columns.Where(column => earlier.ContainsKey(column.Name))
            .Select(column => Change(earlier[column.Name], before.Rows, column, now.Rows))
            .OfType<(double Size, string Sentence)>()
            .OrderByDescending(change => change.Size)
            .Select(change => change.Sentence);
        return [.. added.Concat(gone).Concat(moved).Take(Differences)];
    }

    private static (double Size, string Sentence)? Change(ColumnProfile before, int rowsBefore, ColumnProfile now, int rows)
    {
        if (before.Type != now.Type)
        {
            return (9, $"{now.Name} holds {now.Type.Words()} and held {before.Type.Words()}.");
        }

        var (was, missing) = (before.Missing / (double)Math.Max(rowsBefore, 1), now.Missing / (double)Math.Max(rows, 1));
        if (Math.Abs(missing - was) > 0.02)
        {
            return (
                Math.Abs(missing - was) * 5,
                FormattableString.Invariant($"{now.Name} lacks {missing:0.#%} of its values; it lacked {was:0.#%}.")
            );
        }

        if (
            before.Numbers is { Deviation: > 0 } one
            && now.Numbers is { } other
            && Math.Abs(other.Mean - one.Mean) / one.Deviation is var shift
            && shift > 0.2
        )
        {
            return (shift, $"{now.Name} has the mean {Text(now, other.Mean)}; it had {Text(now, one.Mean)}.");
        }

        return null;
    }
}
