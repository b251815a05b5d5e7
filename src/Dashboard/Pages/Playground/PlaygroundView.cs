using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Registry;
using MLOpsFunctions.Serving;

namespace MLOpsFunctions.Dashboard.Pages.Playground;

/// <summary>What the playground shows.</summary>
/// <param name="Version">The version that answers.</param>
/// <param name="Fields">The columns that a person may set, those that count most first.</param>
/// <param name="LeftOut">Columns that stay empty, because a page has no room for them.</param>
/// <param name="Answer">What it answered; null: nothing was asked yet.</param>
public sealed record PlaygroundView(ModelVersion Version, IReadOnlyList<PlaygroundField> Fields, int LeftOut, PlaygroundAnswer? Answer)
{
    private const int MostFields = 40,
        MostOptions = 30;

    /// <summary>The columns of a model's signature as fields, with values that are common in its training data.</summary>
    public static IReadOnlyList<PlaygroundField> FieldsOf(IReadOnlyList<ColumnSchema> inputs, DataProfile profile, ModelCard card)
    {
        var profiles = profile.Columns.DistinctBy(column => column.Name).ToDictionary(column => column.Name, StringComparer.Ordinal);
        var ranks = card
            .Importances.DistinctBy(one => one.Feature)
            .Select((one, rank) => (one.Feature, rank))
            .ToDictionary(one => one.Feature, one => one.rank, StringComparer.Ordinal);
        return
        [
            .. inputs
                .Select((column, index) => FieldOf(column, index, profiles.GetValueOrDefault(column.Name)))
                .OrderBy(field => ranks.GetValueOrDefault(field.Column, int.MaxValue))
                .ThenBy(field => field.Index)
                .Take(MostFields),
        ];
    }

    private static PlaygroundField FieldOf(ColumnSchema column, int index, ColumnProfile? profile)
    {
        var field = new PlaygroundField(index, column.Name, column.Type);
        if (profile is null || column.IsHidden)
        {
            return field;
        }

        var numbers = profile.Numbers;
        return column.Type switch
        {
            ColumnType.Number when numbers is not null => field with
            {
                Value = Plain(numbers.Edges.Count > 0 ? numbers.Edges[numbers.Edges.Count / 2] : numbers.Mean),
                Min = numbers.Min,
                Max = numbers.Max,
            },
            ColumnType.Time when numbers is not null => field with
            {
                Value = new DateTime((long)numbers.Max, DateTimeKind.Utc).ToString(
                    "yyyy-MM-dd'T'HH:mm:ss'Z'",
                    System.Globalization.CultureInfo.InvariantCulture
                ),
            },
            ColumnType.Text when profile.Levels.Count > 0 => field with
            {
                Value = profile.Levels[0].Level,
                Options = [.. profile.Levels.Take(MostOptions).Select(level => level.Level)],
            },
            _ => field,
        };
    }

    /// <summary>A number as a form sends it.</summary>
    public static string Plain(double value) => value.ToString("0.######", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A column that a person may set.</summary>
/// <param name="Index">Its place in the signature; it names the field, because a column may have any name.</param>
/// <param name="Type">What it holds.</param>
public sealed record PlaygroundField(int Index, string Column, ColumnType Type)
{
    /// <summary>What it is set to; empty: it is missing.</summary>
    public string Value { get; init; } = "";

    /// <summary>The least number of the training data; null: not a number, or private.</summary>
    public double? Min { get; init; }

    /// <summary>The greatest.</summary>
    public double? Max { get; init; }

    /// <summary>Common values.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>The name of the field.</summary>
    public string Name => FormattableString.Invariant($"c{Index}");
}

/// <summary>What a version answered to one row.</summary>
/// <param name="Text">The answer.</param>
/// <param name="Probabilities">Of each class; empty: answers are no classes.</param>
/// <param name="Reasons">What each column added; null: the version cannot tell.</param>
/// <param name="Notes">What one should know of the row.</param>
public sealed record PlaygroundAnswer(
    string Text,
    IReadOnlyList<(string Class, double Probability)> Probabilities,
    PredictionReasons? Reasons,
    IReadOnlyList<string> Notes
)
{
    /// <summary>Lower and upper end of the interval; null: there is none.</summary>
    public (double Low, double High)? Interval { get; init; }
}
