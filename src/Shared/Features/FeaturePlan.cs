using System.Globalization;
using MLOpsFunctions.Data;
using MLOpsFunctions.Data.Schema;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features.Encoders;
using MLOpsFunctions.Features.Ngrams;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Features;

/// <summary>
/// The plan that turns rows into features: fitted on training rows only, kept inside the model, and used unchanged in
/// serving. Immutable; a JSON document.
/// </summary>
/// <param name="Encoding">The form of its features.</param>
/// <param name="Columns">How each data column is encoded, in frame order.</param>
public sealed record FeaturePlan(FeatureEncoding Encoding, IReadOnlyList<ColumnPlan> Columns)
{
    private IReadOnlyList<FeatureInfo>? _features;
    private ColumnPlan[]? _blocks;

    /// <summary>The features that have a column each, in order.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyList<FeatureInfo> Features =>
        _features ??=
            Encoding == FeatureEncoding.Raw
                ? []
                :
                [
                    .. Columns.SelectMany(column => ColumnEncoder.Features(column, Form)),
                    .. Beside?.Features.Select(feature => feature with { Name = $"{feature.Name} (dense)", IsBeside = true }) ?? [],
                ];

    /// <summary>The dense plan whose features follow those of <see cref="Columns"/>; null unless the forms are combined.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public FeaturePlan? Beside { get; init; }

    /// <summary>The form of <see cref="Columns"/>.</summary>
    internal FeatureEncoding Form => Encoding == FeatureEncoding.Combined ? FeatureEncoding.Native : Encoding;

    /// <summary>The n-grams that follow them, by column of prose; only in the sparse form.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyList<int> BlockWidths => [.. Blocks.Select(column => column.Prose!.Width)];

    private ColumnPlan[] Blocks => _blocks ??= [.. Columns.Where(column => column.Prose?.Tables.Count > 0)];

    /// <summary>Fits a plan on the given rows; no other row has any influence.</summary>
    /// <param name="frame">The rows.</param>
    /// <param name="schema">The columns' roles: features and times are encoded.</param>
    /// <param name="rows">The training rows.</param>
    /// <param name="definition">Bounds on levels and buckets.</param>
    /// <param name="encoding">The form wanted.</param>
    /// <param name="outputs">The number of outputs of the model: with more outputs fewer n-grams are kept.</param>
    /// <exception cref="ProblemException">No column varies over the training rows.</exception>
    public static FeaturePlan Fit(
        DataFrame frame,
        IReadOnlyList<ColumnSchema> schema,
        int[] rows,
        FeatureDefinition definition,
        FeatureEncoding encoding,
        int outputs = 1
    )
    {
        if (encoding == FeatureEncoding.Combined)
        {
            return new(encoding, Fit(frame, schema, rows, definition, FeatureEncoding.Native, outputs).Columns)
            {
                Beside = Fit(frame, schema, rows, definition, FeatureEncoding.Dense, outputs),
            };
        }

        var fitter = new ColumnPlanFitter(
            rows,
            definition,
            encoding,
            schema.Count(column => column.Text == TextKind.Prose),
            Math.Max(1, outputs)
        );
        var columns = schema
            .Where(column => column.Role is ColumnRole.Feature or ColumnRole.Time)
            .Select(column => fitter.Fit(frame.Find(column.Name)!, column.Text == TextKind.Prose))
            .OfType<ColumnPlan>()
            .ToList();
        return columns.Count > 0
            ? new(encoding, columns)
            : throw new ProblemException(
                new(
                    "There is no feature to learn from",
                    Constant([
                        .. schema
                            .Where(column => column.Role is ColumnRole.Feature or ColumnRole.Time)
                            .Select(column =>
                                PiiProtection.IsMasked(frame.Find(column.Name)!)
                                    ? $"'{column.Name}' (masked by its pii)"
                                    : $"'{column.Name}'"
                            ),
                    ]),
                    "a column that varies",
                    Try: "check the columns' roles, and the notes of the run: they tell which columns were left out, and why"
                )
            );
    }

    /// <summary>Whether floats would merge the standardised numbers of some column, which a forecast's label may become too.</summary>
    internal static bool NeedsRanks(DataFrame frame, IReadOnlyList<ColumnSchema> schema, int[] rows) =>
        schema
            .Where(column => column is { Type: ColumnType.Number, Role: ColumnRole.Feature or ColumnRole.Label })
            .Select(column => frame.Find(column.Name))
            .OfType<NumberColumn>()
            .Select(column => rows.Where(row => !column.IsMissing(row)).Select(row => column.Values[row]).ToArray())
            .Any(present => present.Length > 0 && ColumnPlanFitter.IsMergedDense(present));

    /// <summary>Encodes rows. A column that the frame lacks counts as missing throughout.</summary>
    /// <param name="frame">The rows.</param>
    /// <param name="rows">Which of them, in which order; null: all.</param>
    /// <param name="threads">Threads to use; never changes the result.</param>
    /// <exception cref="ProblemException">A column holds something else than when the plan was fitted.</exception>
    public FeatureMatrix Encode(DataFrame frame, int[]? rows = null, int threads = 1)
    {
        var count = rows?.Length ?? frame.RowCount;
        if (Encoding == FeatureEncoding.Raw)
        {
            var columns = Columns.Select(column => Find(frame, column)).OfType<DataColumn>();
            return new([], [], count) { Rows = new([.. rows is null ? columns : columns.Select(column => column.Take(rows))], count) };
        }

        var encoded = new float[Columns.Count][][];
        if (threads > 1 && count > 10_000)
        {
            Parallel.For(0, Columns.Count, new() { MaxDegreeOfParallelism = threads }, i => encoded[i] = EncodeColumn(i));
        }
        else
        {
            for (var i = 0; i < encoded.Length; i++)
            {
                encoded[i] = EncodeColumn(i);
            }
        }

        var blocks = Array.ConvertAll(
            Blocks,
            column => TfidfEncoder.Encode(column.Column, column.Prose!, (TextColumn?)Find(frame, column), rows, count, threads)
        );
        return new(
            Features,
            [.. encoded.SelectMany(columns => columns), .. Beside?.Encode(frame, rows, threads).Columns ?? []],
            count,
            blocks
        );

        float[][] EncodeColumn(int i) => ColumnEncoder.Encode(Columns[i], Form, Find(frame, Columns[i]), rows, count);
    }

    /// <summary>
    /// The same without features of time that have not come round twice in the rows: a forecast would learn nothing but
    /// the past from them.
    /// </summary>
    /// <param name="frame">The rows that the plan was fitted on.</param>
    internal FeaturePlan WithoutPassingTimes(DataFrame frame) =>
        new(
            Encoding,
            [
                .. Columns
                    .Select(column =>
                        column.Time is { } time
                            ? column with
                            {
                                Time = time.Without([.. time.Parts.Where(part => IsPassing(part, frame.Find(column.Column)))]),
                            }
                            : column
                    )
                    .Where(column => column.Time is not { Parts.Count: 0 }),
            ]
        );

    private static bool IsPassing(TimePart part, DataColumn? times)
    {
        var ticks = (times as TimeColumn)?.Ticks.Where(tick => tick != TimeColumn.Missing).DefaultIfEmpty(0) ?? [0];
        return TimeParts.Round(part) is not { } round || ticks.Max() - ticks.Min() < 2 * round.Ticks;
    }

    private static string Constant(string[] columns) =>
        columns.Length == 0
            ? "no column with the role feature"
            : $"one value throughout the training rows in {string.Join(", ", columns.Take(10))}"
                + $"{(columns.Length > 10 ? $" and {columns.Length - 10} more" : "")}";

    private static DataColumn? Find(DataFrame frame, ColumnPlan plan)
    {
        var column = frame.Find(plan.Column);
        return column is null || column.Type == plan.Type
            ? column
            : throw new ProblemException(
                new(
                    $"Column '{plan.Column}' holds something else than when the model was trained",
                    column.Type.JsonName(),
                    plan.Type.JsonName(),
                    plan.Column
                )
            );
    }
}

/// <summary>How one data column is encoded, in the part for its type.</summary>
/// <param name="Column">The data column.</param>
/// <param name="Type">What it holds.</param>
/// <param name="Number">For numbers.</param>
/// <param name="Text">For texts.</param>
/// <param name="Time">For times.</param>
/// <param name="Prose">For texts that are read for their words; beside <paramref name="Text"/> where they are often
/// repeated and a model takes no n-grams.</param>
public sealed record ColumnPlan(
    string Column,
    ColumnType Type,
    NumberPlan? Number = null,
    TextPlan? Text = null,
    TimePlan? Time = null,
    TfidfPlan? Prose = null
);

/// <summary>How numbers are encoded.</summary>
/// <param name="Scale">Centre and spread of the training rows; null in the native form.</param>
/// <param name="Median">Replaces a missing value in the dense form.</param>
/// <param name="Indicator">Whether a value was missing in training, so that there is an indicator feature.</param>
/// <param name="Origin">The origin in the native form, subtracted before a value becomes a float; not 0 if floats would
/// merge training values.</param>
/// <param name="Quantiles">Ascending numbers of the training rows among which a number is coded by its rank, for trees,
/// where floats would merge training values with every origin; null: numbers are encoded as they are.</param>
public sealed record NumberPlan(
    Scale? Scale,
    double Median,
    bool Indicator,
    [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingDefault)]
        double Origin = 0,
    [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
        double[]? Quantiles = null
);

/// <summary>Centre and spread, to standardise with.</summary>
/// <param name="Deviation">The standard deviation, above 0.</param>
public sealed record Scale(double Mean, double Deviation);

/// <summary>
/// How texts are encoded: the levels that are listed have a code each, and every other text, seen in training or not,
/// has the one code before them or, where there were too many, one of the buckets before them by its hash. A level
/// never seen is a rarer rare one, and only a code that training rows had can have learned anything.
/// </summary>
/// <param name="Levels">Levels that occur often enough, the commonest first.</param>
/// <param name="Buckets">Buckets of the others; 0: they share code 0.</param>
public sealed record TextPlan(IReadOnlyList<string> Levels, int Buckets)
{
    private Dictionary<string, int>? _codes;

    /// <summary>Codes of texts that are not listed; they come first.</summary>
    internal int Others => Math.Max(1, Buckets);

    /// <summary>All codes.</summary>
    internal int Codes => Others + Levels.Count;

    /// <summary>A text's code.</summary>
    internal int CodeOf(string text)
    {
        // Made once, because serving asks for one row at a time; two threads that make it make the same.
        var codes = _codes ??= Levels
            .Select((level, i) => (level, i))
            .ToDictionary(entry => entry.level, entry => Others + entry.i, StringComparer.Ordinal);
        return codes.TryGetValue(text, out var code) ? code
            : Buckets > 0 ? (int)(StableHash.Of(text) % (ulong)Buckets)
            : 0;
    }

    /// <summary>What a code stands for.</summary>
    internal string NameOf(int code) =>
        code >= Others ? Levels[code - Others]
        : Buckets > 0 ? string.Create(CultureInfo.InvariantCulture, $"#{code}")
        : "(other)";
}

/// <summary>How times are encoded.</summary>
/// <param name="Parts">The parts that vary over the training rows.</param>
/// <param name="Origin">Ticks from which days are counted.</param>
/// <param name="Scale">Centre and spread of the days, in the dense form.</param>
/// <param name="Medians">Stand for a missing time in the dense form: of each part the medians of its one or two
/// features; null in the native form, and in plans of before these were kept, where 0 does.</param>
/// <param name="Indicator">A time was missing in training, so that a feature of the dense form says where one is.</param>
public sealed record TimePlan(
    IReadOnlyList<TimePart> Parts,
    long Origin,
    Scale? Scale,
    IReadOnlyList<IReadOnlyList<double>>? Medians = null,
    bool Indicator = false
)
{
    /// <summary>The same without some parts.</summary>
    internal TimePlan Without(params TimePart[] left)
    {
        int[] kept = [.. Enumerable.Range(0, Parts.Count).Where(i => !left.Contains(Parts[i]))];
        return this with { Parts = [.. kept.Select(i => Parts[i])], Medians = Medians is null ? null : [.. kept.Select(i => Medians[i])] };
    }
}

/// <summary>A part of a time.</summary>
public enum TimePart
{
    /// <summary>The calendar year.</summary>
    Year,

    /// <summary>1 to 12.</summary>
    Month,

    /// <summary>Day of the month, 1 to 31.</summary>
    Day,

    /// <summary>0 (Sunday) to 6.</summary>
    DayOfWeek,

    /// <summary>1 to 366.</summary>
    DayOfYear,

    /// <summary>0 to 23.</summary>
    Hour,

    /// <summary>0 to 59.</summary>
    Minute,

    /// <summary>Days since the first training row, with fractions.</summary>
    Elapsed,
}
