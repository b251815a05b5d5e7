using System.Collections.Frozen;

namespace MLOpsFunctions.Data.Privacy;

/// <summary>
/// Names of people in texts: a title or a common given name, and capitalised words behind it; or a family name, a comma and a
/// given name.
/// </summary>
internal static class PeopleNames
{
    /// <summary>Most words of a name behind its first.</summary>
    private const int MostWords = 2;

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Given = GivenNames
        .All.ToFrozenSet(StringComparer.Ordinal)
        .GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Titles = new[]
    {
        "Mr",
        "Mrs",
        "Ms",
        "Miss",
        "Dr",
        "Prof",
        "Herr",
        "Herrn",
        "Frau",
        "Monsieur",
        "Madame",
        "Mme",
        "Señor",
        "Señora",
        "Sr",
        "Sra",
        "Signor",
        "Signora",
    }
        .ToFrozenSet(StringComparer.Ordinal)
        .GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Adds the names in a text.</summary>
    public static void Find(string text, List<PersonalPart> parts)
    {
        var at = 0;
        while (Next(text, at) is { } word)
        {
            at = word.End;
            var span = text.AsSpan(word.Start, word.End - word.Start);
            if (!char.IsUpper(span[0]))
            {
                continue;
            }

            var (isTitle, isGiven) = (Titles.Contains(span), Given.Contains(span));
            if (isTitle || isGiven)
            {
                var end = EndOf(text, word.End, isTitle);
                if (end > word.End)
                {
                    parts.Add(new(word.Start, end - word.Start, PersonalKind.Name));
                    at = end;
                }
            }
            else if (Behind(text, word.End, ", ") is { } given && Given.Contains(text.AsSpan(given.Start, given.End - given.Start)))
            {
                parts.Add(new(word.Start, given.End - word.Start, PersonalKind.Name));
                at = given.End;
            }
        }
    }

    /// <summary>The end of the capitalised words that follow a title or a given name.</summary>
    private static int EndOf(string text, int end, bool isTitle)
    {
        if (isTitle && end < text.Length && text[end] == '.')
        {
            end = Behind(text, end + 1, " ")?.End ?? end - 1;
        }

        for (var words = 0; words < MostWords && (Behind(text, end, " ") ?? Initial(text, end)) is { } word; words++)
        {
            end = word.End;
        }

        return end;
    }

    /// <summary>The capitalised word behind what stands between.</summary>
    private static (int Start, int End)? Behind(string text, int at, string between) =>
        at + between.Length < text.Length
        && string.CompareOrdinal(text, at, between, 0, between.Length) == 0
        && char.IsUpper(text[at + between.Length])
        && Next(text, at + between.Length) is { } word
        && word.End - word.Start > 1
            ? word
            : null;

    /// <summary>A letter with a point, such as a middle name.</summary>
    private static (int Start, int End)? Initial(string text, int at) =>
        at + 2 < text.Length && text[at] == ' ' && char.IsUpper(text[at + 1]) && text[at + 2] == '.' ? (at + 1, at + 3) : null;

    private static (int Start, int End)? Next(string text, int at)
    {
        while (at < text.Length && !char.IsLetter(text[at]))
        {
            at++;
        }

        var start = at;
        while (
            at < text.Length && (char.IsLetter(text[at]) || (text[at] is '-' or '\'' && at + 1 < text.Length && char.IsUpper(text[at + 1])))
        )
        {
            at++;
        }

        return at > start ? (start, at) : null;
    }
}
