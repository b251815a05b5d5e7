namespace MLOpsFunctions.Data.Reading;

/// <summary>
/// How a column writes its numbers, as its own cells prove. An ambiguous cell is read only if another cell of the
/// column settles its meaning. Beside <c>1,234,567</c>, <c>1,234</c> is a number; beside <c>1,5</c>, it is not.
/// </summary>
/// <param name="Decimal">The decimal mark, a point or a comma.</param>
/// <param name="Thousands">Whether the other one stands between thousands.</param>
/// <param name="Unit">The currency sign or code that numbers may have, or the % that they must have; empty for neither.</param>
internal sealed record ColumnNumberFormat(char Decimal, bool Thousands, string Unit)
{
    /// <summary>
    /// Least share of numbers with a % in a column of percentages. With fewer, 5% among other numbers may be 5 or
    /// 0.05.
    /// </summary>
    private const double PercentShare = 0.95;

    private const string Percent = "%";

    /// <summary>Whether a blank stands between thousands.</summary>
    public bool Blanks { get; init; }

    /// <summary>How negatives are written besides a minus in front: ( or -, and NUL for neither.</summary>
    public char Negative { get; init; }

    /// <summary>
    /// Whether some cell proves the decimal mark. Where none does, a cell such as 1.234, which can be read two ways, is
    /// not read.
    /// </summary>
    public bool IsDecimalKnown { get; init; } = true;

    /// <summary>Finds how a column writes by its own cells.</summary>
    /// <param name="evidence">What its texts prove.</param>
    /// <param name="plain">Number of further cells, which are numbers with a decimal point or without a mark.</param>
    /// <param name="commas">Whether a comma may be a decimal mark; not if commas separate the cells.</param>
    /// <param name="mark">The decimal mark, where it is known already.</param>
    public static ColumnNumberFormat Of(NumberEvidence evidence, long plain, bool commas, char? mark = null)
    {
        var (pointGroups, commaGroups) = (evidence.PointGroups > 0, evidence.CommaGroups > 0);
        var decimalComma = mark is { } known
            ? known == ','
            : commas && (MajorityRule.Holds(evidence.Commas, evidence.Points) || (pointGroups && evidence.Points == 0)) && !commaGroups;
        return new(
            decimalComma ? ',' : '.',
            decimalComma ? pointGroups && evidence.Points == 0 && !commaGroups : commaGroups && evidence.Commas == 0 && !pointGroups,
            UnitOf(evidence.Units, plain + evidence.Units.GetValueOrDefault(""))
        )
        {
            Blanks = evidence.BlankGroups,
            // A column of nothing but (1), (2) and (3) counts them up.
            Negative = plain + evidence.Others > 0 ? evidence.Negative : '\0',
        };
    }

    /// <summary>
    /// How a column of a known schema writes numbers: as the training file proved, and else as its own cells prove.
    /// </summary>
    public static ColumnNumberFormat Of(ColumnFormat format, NumberEvidence evidence, long plain, bool commas)
    {
        var own = Of(
            evidence,
            plain,
            commas,
            format.Decimal
                ?? format.Thousands switch
                {
                    '.' => ',',
                    ',' => '.',
                    _ => null,
                }
        );
        return own with
        {
            Thousands = own.Thousands || (format.Thousands is '.' or ',' && format.Thousands != own.Decimal),
            Unit = format.Unit ?? (own.Unit == Percent ? "" : own.Unit),
            Blanks = own.Blanks || format.Thousands == ' ',
            Negative = format.Negative ?? '\0',
            IsDecimalKnown = format.Decimal is not null || evidence.For(own.Decimal) > 0,
        };
    }

    /// <summary>The format to store. A mark that no cell has is left out.</summary>
    public ColumnFormat Format(NumberEvidence evidence, bool hasPoints) =>
        new()
        {
            Decimal =
                (
                    Decimal == ','
                        ? evidence.Commas + evidence.DoubtfulCommas > 0
                        : hasPoints || evidence.Points + evidence.DoubtfulPoints > 0
                )
                    ? Decimal
                    : null,
            Thousands =
                Thousands ? (Decimal == ',' ? '.' : ',')
                : Blanks ? ' '
                : evidence.Apostrophes ? '\''
                : null,
            Unit = Unit.Length == 0 ? null : Unit,
            Negative = Negative == '\0' ? null : Negative,
        };

    /// <summary>Reads a cell.</summary>
    /// <param name="text">The cell.</param>
    /// <param name="value">The number; infinite or NaN where the cell says so.</param>
    /// <param name="repairs">What was repaired to read it.</param>
    public bool TryRead(string text, out double value, out Repairs repairs)
    {
        repairs = Repairs.None;
        if (
            NumberParser.TryParse(text, out value)
            && Unit != Percent
            && (!text.Contains('.') || (Decimal == '.' && (IsDecimalKnown || text.AsSpan().ContainsAny('e', 'E'))))
        )
        {
            return true;
        }

        if (
            NumberLiteral.Read(text) is not { } number
            || (number.Negative != '\0' && number.Negative != Negative)
            || !number.TryValue(Decimal, out value, out var groups)
            || !MayStand(number, groups)
            || (!IsDecimalKnown && number.IsDoubtful(Decimal))
        )
        {
            return false;
        }

        repairs =
            (
                number.Unit == Percent ? Repairs.Percent
                : number.Unit.Length > 0 ? Repairs.Currency
                : 0
            )
            | (groups != '\0' ? Repairs.Thousands : 0)
            | (Decimal == ',' && number.Body.Contains(',') ? Repairs.DecimalComma : 0)
            | (number.IsTypographic ? Repairs.Minus : 0)
            | (number.Negative != '\0' ? Repairs.Negative : 0);
        return true;
    }

    /// <summary>Whether a text is a number in some writing.</summary>
    public static bool IsNumber(string text) =>
        NumberParser.TryParse(text, out _)
        || (NumberLiteral.Read(text) is { } number && (number.TryValue('.', out _, out _) || number.TryValue(',', out _, out _)));

    private static string UnitOf(Dictionary<string, long> units, long bare)
    {
        var percent = units.GetValueOrDefault(Percent);
        var currencies = units.Keys.Where(unit => unit is not ("" or Percent)).ToList();
        return currencies.Count == 0
            ? percent > 0 && percent >= PercentShare * (percent + bare)
                ? Percent
                : ""
            : currencies.Count == 1 && percent == 0
                ? currencies[0]
                : "";
    }

    private bool MayStand(NumberLiteral number, char groups) =>
        (number.Unit == Unit || (number.Unit.Length == 0 && Unit != Percent))
        && groups switch
        {
            ',' or '.' => Thousands || number.ProvesThousands(groups),
            ' ' => Blanks || number.Body.Contains(Decimal), // Else it may be two numbers, or a code.
            _ => true,
        };
}

/// <summary>What was repaired, in words.</summary>
internal static class RepairReasons
{
    private static readonly (Repairs Repair, string Words)[] All =
    [
        (Repairs.Currency, "a currency sign"),
        (Repairs.Percent, "a percent sign"),
        (Repairs.Thousands, "marks between thousands"),
        (Repairs.DecimalComma, "a decimal comma"),
        (Repairs.Minus, "a typographic minus"),
        (Repairs.Negative, "a negative in parentheses or with the minus behind it"),
        (Repairs.Case, "yes or no, true or false in other letters"),
    ];

    /// <summary>E.g. <c>a currency sign and a decimal comma</c>.</summary>
    public static string InWords(this Repairs repairs) =>
        string.Join(" and ", All.Where(entry => repairs.HasFlag(entry.Repair)).Select(entry => entry.Words));
}

/// <summary>What was repaired in a cell to read its number.</summary>
[Flags]
internal enum Repairs : byte
{
    None = 0,

    /// <summary>A currency sign was passed over.</summary>
    Currency = 1,

    /// <summary>A percent sign was passed over: 5% is 5.</summary>
    Percent = 2,

    /// <summary>Marks between thousands were passed over.</summary>
    Thousands = 4,

    /// <summary>A comma was read as the decimal mark.</summary>
    DecimalComma = 8,

    /// <summary>A typographic minus was read as a minus.</summary>
    Minus = 16,

    /// <summary>An answer was written in capitals or small letters unlike most of its column.</summary>
    Case = 32,

    /// <summary>A negative was written as (5) or 5-.</summary>
    Negative = 64,
}
