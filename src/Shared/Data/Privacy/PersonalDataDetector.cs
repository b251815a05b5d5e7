using System.Globalization;
using MLOpsFunctions.Data.Schema;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data.Privacy;

/// <summary>
/// Finds columns of personal data that nobody has decided on. A column counts as a whole when enough of its different
/// values are written so; else the parts of its texts that are.
/// </summary>
internal static class PersonalDataDetector
{
    /// <summary>Most different values of a column that tell what it is as a whole, evenly over all.</summary>
    private const int MostValues = 5_000;

    /// <summary>Fewest different values that tell what other things may be written like.</summary>
    private const int FewestValues = 3;

    /// <summary>Share of e-mail addresses and account numbers, which nothing else is written like.</summary>
    private const double SureShare = 0.02;

    /// <summary>Share of values that other things may be written like by chance.</summary>
    private const double LikelyShare = 0.5;

    /// <summary>Share of plain digits with a right check digit: a tenth of all numbers has one by chance.</summary>
    private const double DigitsShare = 0.9;

    /// <summary>The columns of a file that hold personal data.</summary>
    /// <param name="columns">The columns, as they were read.</param>
    /// <param name="isDecided">Whether somebody has decided what becomes of a column.</param>
    /// <param name="isLearned">Whether the data so far have a column in clear: it stays, without its e-mail addresses and accounts.</param>
    public static IReadOnlyList<PersonalColumn> Find(
        IEnumerable<DataColumn> columns,
        Func<string, bool> isDecided,
        Func<string, bool> isLearned
    ) =>
        [
            .. columns
                .Where(column => !isDecided(column.Name))
                .Select(Find)
                .OfType<PersonalColumn>()
                .Select(found => IsSure(found.Kind) && isLearned(found.Column) ? found with { IsWithin = true } : found),
        ];

    /// <summary>Whether nothing else is written like a kind.</summary>
    private static bool IsSure(PersonalKind kind) => kind is PersonalKind.Email or PersonalKind.Iban;

    private static PersonalColumn? Find(DataColumn column) =>
        column switch
        {
            TextColumn text => FindText(text, TextKindDetector.KindOf(text, isPrivate: false) == TextKind.Prose),
            NumberColumn number => FindDigits(number) ?? FindCalled(number),
            TimeColumn when PersonalHeader.KindOf(column.Name) == PersonalKind.Birth => new(
                column.Name,
                PersonalKind.Birth,
                1,
                PersonalEvidence.Header
            ),
            _ => null,
        };

    private static PersonalColumn? FindText(TextColumn column, bool isProse) => FindWhole(column, isProse) ?? FindWithin(column, isProse);

    /// <summary>What a column is as a whole. Texts that have other words too are prose rather than personal as a whole.</summary>
    private static PersonalColumn? FindWhole(TextColumn column, bool isProse)
    {
        var step = Math.Max(1, column.Levels.Length / MostValues);
        string[] values = [.. column.Levels.Where((_, i) => i % step == 0)];
        var kinds = values.Select(value => PersonalText.KindOf(value, mayHaveWords: !isProse)).ToArray();
        foreach (var kind in Enum.GetValues<PersonalKind>())
        {
            var isSure = IsSure(kind) && !isProse;
            var isPlain = kind == PersonalKind.Card && values.All(value => value.All(char.IsAsciiDigit));
            var share = kinds.Count(found => found == kind) / (double)Math.Max(1, values.Length);
            if (
                share > 0
                && share
                    >= (
                        isSure ? SureShare
                        : isPlain ? DigitsShare
                        : LikelyShare
                    )
                && (isSure || values.Length >= FewestValues)
            )
            {
                return new(column.Name, kind, share, PersonalEvidence.Of(kind));
            }
        }

        return values.Length >= FewestValues
            && PersonalHeader.KindOf(column.Name) is { } called
            && Fits(called, column, values) is >= LikelyShare and var fit
                ? new(column.Name, called, fit, PersonalEvidence.Header)
            : values.Length >= FewestValues && Share(values, NationalIds.IsPlain) is >= DigitsShare and var ids
                ? new(column.Name, PersonalKind.NationalId, ids, PersonalEvidence.Of(PersonalKind.NationalId))
            : null;
    }

    /// <summary>What stands in the texts of a column between other words; the kind is that of most parts.</summary>
    private static PersonalColumn? FindWithin(TextColumn column, bool isProse)
    {
        var counts = new int[Enum.GetValues<PersonalKind>().Length];
        var texts = 0;
        foreach (var level in column.Levels)
        {
            var parts = PersonalText.FindWithin(level, isProse);
            texts += parts.Count > 0 ? 1 : 0;
            foreach (var part in parts)
            {
                counts[(int)part.Kind]++;
            }
        }

        var most = (PersonalKind)Array.IndexOf(counts, counts.Max());
        return texts == 0
            ? null
            : new(column.Name, most, texts / (double)column.Levels.Length, PersonalEvidence.Of(most)) { IsWithin = true };
    }

    private static double Share(string[] values, Func<string, bool> fits) => values.Count(fits) / (double)values.Length;

    /// <summary>Share of values that fit what their column is called.</summary>
    private static double Fits(PersonalKind called, TextColumn column, string[] values)
    {
        bool IsOnlyName() => column.Name.Equals("name", StringComparison.OrdinalIgnoreCase);
        Func<string, bool> fits = called switch
        {
            PersonalKind.Phone => TelephoneNumbers.MayBe,
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
        return column.Levels.Length >= names * present ? Share(values, fits) : 0;
    }

    /// <summary>Numbers of cards and of people, by their check digits.</summary>
    private static PersonalColumn? FindDigits(NumberColumn column)
    {
        string[] numbers =
        [
            .. column
                .Values.Where(value => value is >= 1e10 and < 1e19)
                .Distinct()
                .Take(MostValues)
                .Select(value => value.ToString("F0", CultureInfo.InvariantCulture)),
        ];
        if (numbers.Length < FewestValues || numbers.Length * 2 < Math.Min(MostValues, column.Values.Count(double.IsFinite)))
        {
            return null;
        }

        return Share(numbers, PaymentCards.IsNumber) is >= DigitsShare and var cards ? new(column.Name, PersonalKind.Card, cards, 0.9)
            : Share(numbers, NationalIds.IsPlain) is >= DigitsShare and var ids ? new(column.Name, PersonalKind.NationalId, ids, 0.9)
            : null;
    }

    /// <summary>Telephone numbers and national ids, by what the column is called.</summary>
    private static PersonalColumn? FindCalled(NumberColumn column) =>
        PersonalHeader.KindOf(column.Name) is { } called and (PersonalKind.Phone or PersonalKind.NationalId)
        && column.Values.Where(value => !double.IsNaN(value)).Take(MostValues).ToArray() is { Length: >= FewestValues } values
        && values.Count(value => value is >= 1e6 and < 1e15 && value == Math.Floor(value)) / (double)values.Length
            is >= LikelyShare
                and var share
            ? new(column.Name, called, share, PersonalEvidence.Header)
            : null;
}
