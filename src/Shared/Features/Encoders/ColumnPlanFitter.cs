using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features.Ngrams;

namespace MLOpsFunctions.Features.Encoders;

/// <summary>Learns how to encode single columns from their training rows.</summary>
/// <param name="rows">The training rows.</param>
/// <param name="definition">Bounds on levels and buckets.</param>
/// <param name="encoding">The form wanted.</param>
/// <param name="proses">The number of columns of prose.</param>
/// <param name="outputs">The number of outputs of the model.</param>
internal sealed class ColumnPlanFitter(int[] rows, FeatureDefinition definition, FeatureEncoding encoding, int proses, int outputs)
{
    /// <summary>A tree's categories and their missing code share a byte, with one code for all other levels.</summary>
    private const int MaxNativeLevels = 250;

    /// <summary>
    /// Most cells of a text in the dense form: at four bytes each a quarter of a gigabyte, which a small host can spare
    /// beside data and model.
    /// </summary>
    private const long MaxDenseCells = 1L << 26;

    /// <summary>Fewest n-grams of a useful text.</summary>
    private const int LeastWidth = 16;

    /// <summary>The plan, or null if the column does not vary over the rows.</summary>
    public ColumnPlan? Fit(DataColumn column, bool isProse) =>
        column switch
        {
            NumberColumn number => FitNumber(number),
            TextColumn text => isProse ? FitProse(text) : FitText(text),
            TimeColumn time => FitTime(time),
            _ => throw new InvalidOperationException($"Column '{column.Name}' is of no known type."),
        };

    private ColumnPlan? FitNumber(NumberColumn column)
    {
        var present = rows.Where(row => !column.IsMissing(row)).Select(row => column.Values[row]).ToArray();
        var missing = present.Length < rows.Length;
        if (present.Length == 0 || (!missing && Array.TrueForAll(present, value => value == present[0])))
        {
            return null;
        }

        if (encoding == FeatureEncoding.Native)
        {
            var origin = FloatOrigin.Of(present);
            var ranks = FloatOrigin.Merges(present, value => value - origin) ? RankCoding.Quantiles(present) : null;
            return new(column.Name, ColumnType.Number, Number: new(null, 0, false, ranks is null ? origin : 0, ranks));
        }

        var isMerged = IsMergedDense(present);
        var quantiles = isMerged && encoding == FeatureEncoding.DenseRanked ? RankCoding.Quantiles(present) : null;
        var scale = ScaleOf(quantiles is null ? present : Array.ConvertAll(present, value => RankCoding.Rank(value, quantiles)));
        Array.Sort(present);
        var median = present[present.Length / 2];

        // Far values pull the mean away from all others. Distances need no origin, and floats are dense around zero.
        scale = isMerged && quantiles is null ? scale with { Mean = median } : scale;
        return new(column.Name, ColumnType.Number, Number: new(scale, median, missing, Quantiles: quantiles));
    }

    /// <summary>Whether floats merge these values once they are standardised.</summary>
    public static bool IsMergedDense(double[] present)
    {
        var scale = ScaleOf(present);
        return FloatOrigin.Merges(present, value => ColumnEncoder.Standardise(value, scale));
    }

    private ColumnPlan? FitText(TextColumn column)
    {
        var counts = new int[column.Levels.Length];
        var missing = 0;
        foreach (var row in rows)
        {
            _ = column.Codes[row] < 0 ? missing++ : counts[column.Codes[row]]++;
        }

        var seen = counts.Count(count => count > 0);
        if (seen == 0 || (seen == 1 && missing == 0))
        {
            return null;
        }

        var width =
            encoding == FeatureEncoding.Native ? MaxNativeLevels : (int)Math.Clamp(MaxDenseCells / rows.Length, LeastWidth, int.MaxValue);
        var frequent = Enumerable
            .Range(0, counts.Length)
            .Where(code => counts[code] >= Math.Min(definition.MinLevelCount, Math.Max(1, rows.Length / 20)))
            .OrderByDescending(code => counts[code])
            .ThenBy(code => column.Levels[code], StringComparer.Ordinal)
            .Select(code => column.Levels[code])
            .Take(Math.Min(definition.MaxLevels, width))
            .ToList();

        // If there are many levels, the frequent ones keep a feature each; only the others share buckets, a fourth of
        // the features.
        var top = frequent.Take(width - (width / 4)).ToList();
        var plan =
            seen > definition.MaxLevels
                ? new TextPlan(top, Math.Min(definition.HashBuckets, width - top.Count))
                : new TextPlan(frequent, 0);
        return new(column.Name, ColumnType.Text, Text: plan);
    }

    /// <summary>Repeated texts are also categories, for models that take no n-grams.</summary>
    private ColumnPlan? FitProse(TextColumn column)
    {
        var codes = rows.Select(row => column.Codes[row]).Where(code => code >= 0).ToArray();
        var distinct = codes.Distinct().Count();
        if (distinct == 0 || (distinct == 1 && codes.Length == rows.Length))
        {
            return null;
        }

        var lengths = Array.ConvertAll(column.Levels, TfidfEncoder.Length);
        var plan = new TfidfPlan(
            codes.Length,
            encoding == FeatureEncoding.Sparse ? TfidfFitter.Fit(column, rows, proses, outputs) : [],
            encoding == FeatureEncoding.Native ? null : ScaleOf(Array.ConvertAll(codes, code => lengths[code]))
        );
        return new(
            column.Name,
            ColumnType.Text,
            Text: encoding != FeatureEncoding.Sparse && distinct * 2 <= codes.Length ? FitText(column)?.Text : null,
            Prose: plan
        );
    }

    private ColumnPlan? FitTime(TimeColumn column)
    {
        int[] dated = [.. rows.Where(row => !column.IsMissing(row))];
        var present = Array.ConvertAll(dated, row => column.Ticks[row]);
        var missing = present.Length < rows.Length;
        if (present.Length == 0 || (!missing && Array.TrueForAll(present, ticks => ticks == present[0])))
        {
            return null;
        }

        var origin = present.Min();
        var parts = Enum.GetValues<TimePart>().Where(part => part == TimePart.Elapsed || Varies(present, part, origin)).ToList();
        if (encoding == FeatureEncoding.Native)
        {
            return new(column.Name, ColumnType.Time, Time: new(parts, origin, null));
        }

        var scale = ScaleOf(Array.ConvertAll(present, ticks => TimeParts.Value(ticks, TimePart.Elapsed, origin)));
        var plan = new TimePlan(parts, origin, scale, Indicator: missing);
        return new(
            column.Name,
            ColumnType.Time,
            Time: plan with
            {
                Medians = [.. parts.Select(part => MediansOf(column, plan with { Parts = [part], Indicator = false }, dated))],
            }
        );
    }

    /// <summary>The medians of the features of one part, over the rows that have a time.</summary>
    private double[] MediansOf(TimeColumn column, TimePlan part, int[] dated)
    {
        var features = ColumnEncoder.Encode(new(column.Name, ColumnType.Time, Time: part), encoding, column, dated, dated.Length);
        Array.ForEach(features, Array.Sort);
        return Array.ConvertAll(features, feature => (double)feature[feature.Length / 2]);
    }

    private static bool Varies(long[] ticks, TimePart part, long origin)
    {
        var first = TimeParts.Value(ticks[0], part, origin);
        return Array.Exists(ticks, other => TimeParts.Value(other, part, origin) != first);
    }

    /// <summary>Two passes in row order: no cancellation of large squares, and the same bits everywhere.</summary>
    private static Scale ScaleOf(double[] values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value / values.Length;
        }

        var (largest, squares) = (values.Max(value => Math.Abs(value - sum)), 0.0);
        foreach (var value in values)
        {
            var unit = largest > 0 ? (value - sum) / largest : 0;
            squares += unit * unit;
        }

        var deviation = largest * Math.Sqrt(squares / values.Length);
        return new(sum, deviation > 0 && double.IsFinite(deviation) ? deviation : 1);
    }
}
