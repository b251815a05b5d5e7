using System.ComponentModel.DataAnnotations;

namespace MLOpsFunctions.Definitions;

/// <summary>
/// What is expected of the rows, in the words of Great Expectations. Without a type, required, min, max, in and regex each are an
/// expectation of their own.
/// </summary>
/// <param name="Column">The column.</param>
/// <param name="Required">A missing value breaks the rule. Only without a type.</param>
/// <param name="Min">Least number allowed.</param>
/// <param name="Max">Greatest number allowed.</param>
/// <param name="In">The only texts allowed; those not allowed where the type says not_be_in_set. Numbers are written as texts.</param>
/// <param name="Type">What is expected, by its name in Great Expectations.</param>
/// <param name="Other">The second column of a pair.</param>
/// <param name="Columns">The columns that together are unique.</param>
/// <param name="Regex">A regular expression that is found in each text, without look-around and back references.</param>
/// <param name="OrEqual">Whether the values of a pair may be equal.</param>
/// <param name="Mostly">Share of the values from which the expectation is met; those that break it are then kept. Null: all.</param>
/// <param name="MaxAge">How old the newest time may be when the file is dropped.</param>
/// <param name="Policy">What happens where it is not met. Null: rows at fault are set aside; of a whole column or table the run
/// warns.</param>
public sealed record Expectation(
    [property: StringLength(DefinitionLimits.ColumnName, MinimumLength = 1)] string? Column = null,
    bool Required = false,
    double? Min = null,
    double? Max = null,
    [property: MinLength(1), ItemLength(DefinitionLimits.Text)] IReadOnlyList<string>? In = null,
    [property: AllowedValues(
        ExpectationTypes.NotNull,
        ExpectationTypes.Null,
        ExpectationTypes.Between,
        ExpectationTypes.InSet,
        ExpectationTypes.NotInSet,
        ExpectationTypes.MatchRegex,
        ExpectationTypes.NotMatchRegex,
        ExpectationTypes.LengthsBetween,
        ExpectationTypes.Unique,
        ExpectationTypes.CompoundUnique,
        ExpectationTypes.PairGreater,
        ExpectationTypes.PairEqual,
        ExpectationTypes.Exists,
        ExpectationTypes.RowCount,
        ExpectationTypes.ColumnMin,
        ExpectationTypes.ColumnMax,
        ExpectationTypes.Mean,
        ExpectationTypes.Median,
        ExpectationTypes.Deviation,
        ExpectationTypes.Sum,
        ExpectationTypes.UniqueCount,
        ExpectationTypes.UniqueShare,
        ExpectationTypes.Fresh,
        ExpectationTypes.Divergence
    )]
        string? Type = null,
    [property: StringLength(DefinitionLimits.ColumnName, MinimumLength = 1)] string? Other = null,
    [property: MinLength(1), MaxLength(DefinitionLimits.Entries), ItemLength(DefinitionLimits.ColumnName)]
        IReadOnlyList<string>? Columns = null,
    [property: StringLength(DefinitionLimits.Regex, MinimumLength = 1)] string? Regex = null,
    bool OrEqual = false,
    [property: Range(0d, 1d)] double? Mostly = null,
    Duration? MaxAge = null,
    FindingPolicy? Policy = null
)
{
    /// <summary>Every column that it names.</summary>
    internal IEnumerable<string> Named() => new[] { Column, Other }.OfType<string>().Concat(Columns ?? []);

    /// <summary>The same as expectations of one type each.</summary>
    internal IEnumerable<Expectation> Typed()
    {
        if (Type is not null)
        {
            return [this];
        }

        Expectation one = new(Column, Mostly: Mostly, Policy: Policy);
        return
        [
            .. Required ? [one with { Type = ExpectationTypes.NotNull }] : (Expectation[])[],
            .. Min is null && Max is null ? [] : (Expectation[])[one with { Type = ExpectationTypes.Between, Min = Min, Max = Max }],
            .. In is null ? [] : (Expectation[])[one with { Type = ExpectationTypes.InSet, In = In }],
            .. Regex is null ? [] : (Expectation[])[one with { Type = ExpectationTypes.MatchRegex, Regex = Regex }],
        ];
    }
}
