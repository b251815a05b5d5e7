using System.Globalization;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features.Ngrams;

namespace MLOpsFunctions.Features.Encoders;

/// <summary>Applies the plan of one column.</summary>
internal static class ColumnEncoder
{
    /// <summary>Standardised values are limited to this: beyond it a value is extreme, however far.</summary>
    public const double Clip = 20;

    /// <summary>The features of a column.</summary>
    public static IEnumerable<FeatureInfo> Features(ColumnPlan plan, FeatureEncoding encoding)
    {
        var (name, native) = (plan.Column, encoding == FeatureEncoding.Native);
        return plan.Type switch
        {
            ColumnType.Number => native || !plan.Number!.Indicator
                ? [Numeric(name, name)]
                : [Numeric(name, name), Numeric($"{name}.missing", name)],
            ColumnType.Text when plan.Prose is not null =>
            [
                .. plan.Text is null ? [] : Features(plan with { Prose = null }, encoding),
                Numeric($"{name}.length", name),
                .. Scores(plan),
                .. plan.Text is not null || native ? Array.Empty<FeatureInfo>() : [Numeric($"{name}.missing", name)],
            ],
            ColumnType.Text when native => [new(name, name, FeatureKind.Categorical, plan.Text!.Codes)],
            ColumnType.Text =>
            [
                .. Enumerable.Range(0, plan.Text!.Codes).Select(code => Numeric($"{name}={plan.Text.NameOf(code)}", name)),
                Numeric($"{name}.missing", name),
            ],
            _ =>
            [
                .. plan.Time!.Parts.SelectMany(part => Parts(part, native).Select(suffix => Numeric($"{name}.{suffix}", name))),
                .. plan.Time.Indicator ? [Numeric($"{name}.missing", name)] : Array.Empty<FeatureInfo>(),
            ],
        };
    }

    /// <summary>The columns of those features.</summary>
    /// <param name="encoding">The form.</param>
    /// <param name="column">The data; null: missing throughout.</param>
    /// <param name="rows">Which rows; null: all.</param>
    /// <param name="count">How many rows.</param>
    public static float[][] Encode(ColumnPlan plan, FeatureEncoding encoding, DataColumn? column, int[]? rows, int count) =>
        plan.Type switch
        {
            ColumnType.Number => EncodeNumber(plan.Number!, encoding, (NumberColumn?)column, rows, count),
            ColumnType.Text when plan.Prose is { } prose =>
            [
                .. plan.Text is null ? [] : EncodeText(plan.Text, encoding, (TextColumn?)column, rows, count),
                .. EncodeLength(prose, plan.Text is null, (TextColumn?)column, rows, count),
                .. prose.Scores?.Encode(prose.Texts, (TextColumn?)column, rows, count) ?? [],
            ],
            ColumnType.Text => EncodeText(plan.Text!, encoding, (TextColumn?)column, rows, count),
            _ => EncodeTime(plan.Time!, encoding, (TimeColumn?)column, rows, count),
        };

    private static float[][] EncodeNumber(NumberPlan plan, FeatureEncoding encoding, NumberColumn? column, int[]? rows, int count)
    {
        var values = new float[count];
        var missing = plan.Indicator ? new float[count] : null;
        for (var i = 0; i < count; i++)
        {
            var value = column is null ? double.NaN : column.Values[rows?[i] ?? i];
            if (encoding == FeatureEncoding.Native)
            {
                values[i] = plan.Quantiles is { } ranks ? (float)RankCoding.Rank(value, ranks) : Narrow(value - plan.Origin);
                continue;
            }

            if (double.IsNaN(value))
            {
                (value, _) = (plan.Median, missing is null ? 0 : missing[i] = 1);
            }

            values[i] = Standardise(plan.Quantiles is { } quantiles ? RankCoding.Rank(value, quantiles) : value, plan.Scale!);
        }

        return missing is null ? [values] : [values, missing];
    }

    private static float[][] EncodeText(TextPlan plan, FeatureEncoding encoding, TextColumn? column, int[]? rows, int count)
    {
        var codes = column is null ? [] : Array.ConvertAll(column.Levels, plan.CodeOf);
        var native = encoding == FeatureEncoding.Native;
        var columns = new float[native ? 1 : plan.Codes + 1][];
        for (var c = 0; c < columns.Length; c++)
        {
            columns[c] = new float[count];
        }

        for (var i = 0; i < count; i++)
        {
            var level = column is null ? -1 : column.Codes[rows?[i] ?? i];
            if (native)
            {
                columns[0][i] = level < 0 ? float.NaN : codes[level];
            }
            else
            {
                columns[level < 0 ? ^1 : codes[level]][i] = 1;
            }
        }

        return columns;
    }

    /// <summary>The length of each text and, in forms without missing values, an indicator of missing texts.</summary>
    private static float[][] EncodeLength(TfidfPlan plan, bool indicates, TextColumn? column, int[]? rows, int count)
    {
        var (lengths, missing) = (new float[count], new float[count]);
        for (var i = 0; i < count; i++)
        {
            var text = column?[rows?[i] ?? i];
            lengths[i] = text is null
                ? plan.Length is null
                    ? float.NaN
                    : 0
                : plan.Length is { } scale
                    ? Standardise(TfidfEncoder.Length(text), scale)
                    : (float)TfidfEncoder.Length(text);
            missing[i] = text is null ? 1 : 0;
        }

        return indicates && plan.Length is not null ? [lengths, missing] : [lengths];
    }

    private static float[][] EncodeTime(TimePlan plan, FeatureEncoding encoding, TimeColumn? column, int[]? rows, int count)
    {
        var columns = new List<float[]>();
        for (var p = 0; p < plan.Parts.Count; p++)
        {
            var (part, medians) = (plan.Parts[p], plan.Medians?[p] ?? [0, 0]);
            var period = encoding == FeatureEncoding.Native ? 0 : TimeParts.Period(part);
            var (first, second) = (new float[count], period > 0 ? new float[count] : null);
            for (var i = 0; i < count; i++)
            {
                var row = rows?[i] ?? i;
                var value = column is null || column.IsMissing(row) ? double.NaN : TimeParts.Value(column.Ticks[row], part, plan.Origin);
                if (second is not null)
                {
                    (first[i], second[i]) = double.IsNaN(value) ? ((float)medians[0], (float)medians[1]) : OnCircle(value, period);
                }
                else
                {
                    first[i] =
                        encoding == FeatureEncoding.Native ? Narrow(value)
                        : double.IsNaN(value) ? (float)medians[0]
                        : part == TimePart.Elapsed ? Standardise(value, plan.Scale!)
                        : YearOf(value);
                }
            }

            columns.AddRange(second is null ? [first] : [first, second]);
        }

        return [.. columns, .. plan.Indicator ? [Missing(column, rows, count)] : Array.Empty<float[]>()];
    }

    /// <summary>1 where a cell is missing.</summary>
    private static float[] Missing(TimeColumn? column, int[]? rows, int count) =>
        [.. Enumerable.Range(0, count).Select(i => column is null || column.IsMissing(rows?[i] ?? i) ? 1f : 0f)];

    /// <summary>The features with the text target encoding of a column.</summary>
    public static IEnumerable<FeatureInfo> Scores(ColumnPlan plan) =>
        Enumerable
            .Range(0, plan.Prose?.Scores?.Outputs ?? 0)
            .Select(output => Numeric(string.Create(CultureInfo.InvariantCulture, $"{plan.Column}.words.{output}"), plan.Column));

    private static IEnumerable<string> Parts(TimePart part, bool native)
    {
        var name = char.ToLowerInvariant(part.ToString()[0]) + part.ToString()[1..];
        return native || TimeParts.Period(part) == 0 ? [name] : [$"{name}.sin", $"{name}.cos"];
    }

    private static FeatureInfo Numeric(string name, string source) => new(name, source, FeatureKind.Numeric);

    /// <summary>A value in deviations from the mean, within the bounds.</summary>
    public static float Standardise(double value, Scale scale) => (float)Math.Clamp((value - scale.Mean) / scale.Deviation, -Clip, Clip);

    /// <summary>The features of a present part that is a whole number: of every part but the elapsed days.</summary>
    public static float[] PartFeatures(int number, TimePart part, FeatureEncoding encoding)
    {
        if (encoding == FeatureEncoding.Native)
        {
            return [number];
        }

        var period = TimeParts.Period(part);
        var (sin, cos) = OnCircle(number, period);
        return period > 0 ? [sin, cos] : [YearOf(number)];
    }

    private static (float Sin, float Cos) OnCircle(double value, double period) =>
        ((float)Math.Sin(2 * Math.PI * value / period), (float)Math.Cos(2 * Math.PI * value / period));

    /// <summary>Years as a small number, so that weights are not tiny.</summary>
    private static float YearOf(double year) => (float)((year - 2000) / 10);

    /// <summary>A float where the double fits, else the float nearest to it in size; never infinite.</summary>
    private static float Narrow(double value) =>
        double.IsNaN(value) ? float.NaN : (float)Math.Clamp(value, -float.MaxValue, float.MaxValue);
}
