using System.Text;

namespace MLOpsFunctions.Data.Privacy;

/// <summary>Finds personal data in texts: by how it is written, by check digits, and by lists of words.</summary>
internal static class PersonalText
{
    /// <summary>Fewest digits of a number that is looked at.</summary>
    private const int FewestDigits = 6;

    /// <summary>
    /// Characters that are looked at in one go, with some before and behind: a long text takes no longer than many short ones.
    /// </summary>
    private const int Window = 4_096,
        Behind = 80,
        Ahead = 400;

    /// <summary>
    /// The parts of a text that are personal data, in order, none within another: e-mail addresses, account numbers,
    /// cards, national ids, telephone numbers and IP addresses.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="isProse">Whether names of people and postal addresses are looked for too.</param>
    public static IReadOnlyList<PersonalPart> Find(string text, bool isProse)
    {
        if (text.Length <= Window)
        {
            return Apart(FindShort(text, isProse));
        }

        var parts = new List<PersonalPart>();
        for (var at = 0; at < text.Length; at += Window)
        {
            var from = Math.Max(0, at - Behind);
            var window = text[from..Math.Min(text.Length, at + Window + Ahead)];
            foreach (var part in FindShort(window, isProse))
            {
                if (part.Start + from >= at && part.Start + from < at + Window)
                {
                    parts.Add(part with { Start = part.Start + from });
                }
            }
        }

        return Apart(parts);
    }

    private static List<PersonalPart> FindShort(string text, bool isProse)
    {
        var parts = new List<PersonalPart>();
        EmailAddresses.Find(text, parts);
        var digits = CountDigits(text);
        if (digits >= FewestDigits)
        {
            BankAccounts.Find(text, parts);
            NationalIds.Find(text, parts);
            PaymentCards.Find(text, parts);
            TelephoneNumbers.Find(text, parts);
        }

        if (digits > 0)
        {
            IpAddresses.Find(text, parts);
        }

        if (isProse)
        {
            PeopleNames.Find(text, parts);
            PostalAddresses.Find(text, parts);
        }

        return parts;
    }

    /// <summary>What a text is as a whole; null: nothing personal.</summary>
    /// <param name="text">The text.</param>
    /// <param name="mayHaveWords">Whether an e-mail address or account number counts with other words beside it.</param>
    public static PersonalKind? KindOf(string text, bool mayHaveWords = true)
    {
        var trimmed = text.Trim();
        foreach (var part in Find(trimmed, isProse: true))
        {
            if ((mayHaveWords && part.Kind is PersonalKind.Email or PersonalKind.Iban) || part.Length >= trimmed.Length - 1)
            {
                return part.Kind;
            }
        }

        return PaymentCards.IsNumber(trimmed) ? PersonalKind.Card : null;
    }

    /// <summary>
    /// The parts of a cell that are replaced where its column as a whole is not personal. A code that happens to have the form
    /// of a number is none; an e-mail address, an account or a number with a country's code always is one.
    /// </summary>
    /// <param name="text">The cell.</param>
    /// <param name="isProse">Whether its column is read for its words.</param>
    public static IReadOnlyList<PersonalPart> FindWithin(string text, bool isProse)
    {
        var parts = Find(text, isProse);
        return
            parts is [var only]
            && only.Length >= text.Trim().Length - 1
            && !(only.Kind is PersonalKind.Email or PersonalKind.Iban || text[only.Start] == '+')
            ? []
            : parts;
    }

    /// <summary>The cell with each personal part (<see cref="FindWithin"/>) replaced by its kind, such as <c>[email]</c>.</summary>
    public static string Redact(string text, bool isProse) => Replace(text, FindWithin(text, isProse));

    /// <summary>A text as it may be shown to others: with all that looks personal replaced by its kind.</summary>
    public static string Hide(string text) =>
        PaymentCards.IsNumber(text.Trim()) ? Name(PersonalKind.Card) : Replace(text, Find(text, isProse: true));

    private static string Name(PersonalKind kind) => $"[{kind.JsonName()}]";

    private static string Replace(string text, IReadOnlyList<PersonalPart> parts)
    {
        if (parts.Count == 0)
        {
            return text;
        }

        var (redacted, at) = (new StringBuilder(), 0);
        foreach (var part in parts)
        {
            redacted.Append(text, at, part.Start - at).Append(Name(part.Kind));
            at = part.End;
        }

        return redacted.Append(text, at, text.Length - at).ToString();
    }

    private static int CountDigits(string text)
    {
        var count = 0;
        foreach (var sign in text)
        {
            count += char.IsAsciiDigit(sign) ? 1 : 0;
        }

        return count;
    }

    /// <summary>What was found first counts where two overlap: the surer kinds are looked for first.</summary>
    private static IReadOnlyList<PersonalPart> Apart(List<PersonalPart> parts)
    {
        if (parts.Count < 2)
        {
            return parts;
        }

        var kept = new List<PersonalPart>();
        foreach (var part in parts)
        {
            if (!kept.Exists(other => part.Start < other.End && other.Start < part.End))
            {
                kept.Add(part);
            }
        }

        kept.Sort((one, other) => one.Start.CompareTo(other.Start));
        return kept;
    }
}
