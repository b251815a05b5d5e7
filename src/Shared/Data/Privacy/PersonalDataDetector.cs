using System.Globalization;
using MLOpsFunctions.Data.Schema;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data.Privacy;

/// <summary>
/// Finds columns of personal data that nobody has decided on. A column counts when enough of its different values are
/// written so; a few in prose do not make it one.
/// </summary>
internal static class PersonalDataDetector
{
    /// <summary>Most different values of a column that are looked at, evenly over all.</summary>
    private const int MostValues = 5_000;

    /// <summary>Fewest different values that tell.</summary>
    private const int FewestValues = 3;

    /// <summary>Share of e-mail addresses and account numbers, which nothing else is written like.</summary>
    private const double SureShare = 0.02;

    /// <summary>The same within prose, where one may be quoted.</summary>
    private const double ProseShare = 0.1;

    /// <summary>Share of values that other things may be written like by chance.</summary>
    private const double LikelyShare = 0.5;

    /// <summary>Share of plain digits with a right check digit: a tenth of all numbers has one by chance.</summary>
    private const double DigitsShare = 0.9;

    /// <summary>The columns of a file that hold personal data.</summary>
    /// <param name="columns">The columns, as they were read.</param>
    /// <param name="isDecided">Whether somebody has decided what becomes of a column.</param>
    public static IReadOnlyList<PersonalColumn> Find(IEnumerable<DataColumn> columns, Func<string, bool> isDecided) =>
        [.. columns.Where(column => !isDecided(column.Name)).Select(Find).OfType<PersonalColumn>()];

    private static PersonalColumn? Find(DataColumn column) =>
        column switch
        {
            TextColumn text => FindText(text),
            NumberColumn number => FindCards(number) ?? FindPhones(number),
            TimeColumn when PersonalHeader.KindOf(column.Name) == PersonalKind.Birth => new(column.Name, PersonalKind.Birth, 1),
            _ => null,
        };

    private static PersonalColumn? FindText(TextColumn column)
    {
        var step = Math.Max(1, column.Levels.Length / MostValues);
        string[] values = [.. column.Levels.Where((_, i) => i % step == 0)];
        if (values.Length < FewestValues)
        {
            return null;
        }

        var kinds = values.Select(PersonalText.KindOf).ToArray();
        double Share(PersonalKind kind) => kinds.Count(found => found == kind) / (double)values.Length;
        var sure = new Lazy<double>(() => TextKindDetector.KindOf(column, false) == TextKind.Prose ? ProseShare : SureShare);
        foreach (var kind in new[] { PersonalKind.Email, PersonalKind.Iban })
        {
            if (Share(kind) is > 0 and var share && share >= sure.Value)
            {
                return new(column.Name, kind, share);
            }
        }

        foreach (var kind in new[] { PersonalKind.NationalId, PersonalKind.Phone, PersonalKind.IpAddress, PersonalKind.Card })
        {
            var isPlain = kind == PersonalKind.Card && values.All(value => value.All(char.IsAsciiDigit));
            if (Share(kind) >= (isPlain ? DigitsShare : LikelyShare))
            {
                return new(column.Name, kind, Share(kind));
            }
        }

        return PersonalHeader.KindOf(column.Name) is { } called && Fits(called, column, values) is >= LikelyShare and var fit
            ? new(column.Name, called, fit)
            : null;
    }

    /// <summary>Share of values that fit what their column is called.</summary>
    private static double Fits(PersonalKind called, TextColumn column, string[] values)
    {
        bool IsOnlyName() => column.Name.Equals("name", StringComparison.OrdinalIgnoreCase);
        Func<string, bool> fits = called switch
        {
            PersonalKind.Phone => PersonalText.MayBePhone,
            PersonalKind.Name when IsOnlyName() => value =>
                value.Contains(' ') && value.All(sign => char.IsLetter(sign) || " .,'()\"-".Contains(sign)),
            PersonalKind.Name => value => value.Any(char.IsLetter) && !value.Any(char.IsAsciiDigit),
            PersonalKind.Address => value => value.Contains(' ') && value.Any(char.IsLetter),
            _ => value => value.Any(char.IsAsciiDigit),
        };
        var present = column.Codes.Count(code => code >= 0);
        // A column that is called a name and has few of them names kinds of things.
        var names =
            called is PersonalKind.Name or PersonalKind.Address && IsOnlyName() ? 0.9
            : called == PersonalKind.Name ? 0.05
            : 0;
        return column.Levels.Length >= names * present ? values.Count(fits) / (double)values.Length : 0;
    }

    private static PersonalColumn? FindCards(NumberColumn column)
    {
        string[] numbers =
        [
            .. column
                .Values.Where(value => !double.IsNaN(value))
                .Distinct()
                .Take(MostValues)
                .Select(value => value.ToString("F0", CultureInfo.InvariantCulture)),
        ];
        var share = numbers.Count(PersonalText.IsCard) / (double)Math.Max(1, numbers.Length);
        return numbers.Length >= FewestValues && share >= DigitsShare ? new(column.Name, PersonalKind.Card, share) : null;
    }

    private static PersonalColumn? FindPhones(NumberColumn column) =>
        PersonalHeader.KindOf(column.Name) == PersonalKind.Phone
        && column.Values.Where(value => !double.IsNaN(value)).Take(MostValues).ToArray() is { Length: >= FewestValues } values
        && values.Count(value => value is >= 1e6 and < 1e15 && value == Math.Floor(value)) / (double)values.Length
            is >= LikelyShare
                and var share
            ? new(column.Name, PersonalKind.Phone, share)
            : null;
}
