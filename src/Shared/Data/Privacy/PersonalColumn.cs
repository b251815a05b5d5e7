using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Data.Privacy;

/// <summary>A kind of personal data.</summary>
internal enum PersonalKind
{
    /// <summary>E-mail addresses.</summary>
    Email,

    /// <summary>Telephone numbers.</summary>
    Phone,

    /// <summary>International bank account numbers (ISO 13616).</summary>
    Iban,

    /// <summary>Numbers of payment cards (ISO/IEC 7812).</summary>
    Card,

    /// <summary>IP addresses.</summary>
    IpAddress,

    /// <summary>Numbers that a state gives to its people.</summary>
    NationalId,

    /// <summary>Names of people.</summary>
    Name,

    /// <summary>Postal addresses.</summary>
    Address,

    /// <summary>Dates of birth.</summary>
    Birth,
}

/// <summary>A column that holds personal data, though nobody has decided what becomes of it.</summary>
/// <param name="Column">Its name.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Share">Share of its different values that look so, 0 to 1.</param>
/// <param name="Confidence">How sure it is that what looks so is personal data, 0 to 1 (<see cref="PersonalEvidence"/>).</param>
internal sealed record PersonalColumn(string Column, PersonalKind Kind, double Share, double Confidence)
{
    /// <summary>Whether personal data stand within its texts, between other words; else the column as a whole is personal.</summary>
    public bool IsWithin { get; init; }

    /// <summary>What became of it, and how to decide otherwise.</summary>
    public Note Note =>
        IsWithin
            ? PrivacyNotes.PersonalParts(Column, Kind.JsonName(), Share, Confidence)
            : PrivacyNotes.PersonalColumn(Column, Kind.JsonName(), Share, Confidence);
}

/// <summary>How sure it is that a value is personal data, by what shows it: estimates, not frequencies.</summary>
internal static class PersonalEvidence
{
    /// <summary>What a column is called, and values that fit it.</summary>
    public const double Header = 0.8;

    /// <summary>A list of words: a given name, or a word for streets.</summary>
    public const double Words = 0.7;

    /// <summary>How sure the form and the check digits of a kind are.</summary>
    public static double Of(PersonalKind kind) =>
        kind switch
        {
            PersonalKind.Email or PersonalKind.Iban => 0.99,
            PersonalKind.Card or PersonalKind.Phone or PersonalKind.IpAddress => 0.95,
            PersonalKind.NationalId => 0.9,
            PersonalKind.Birth => Header,
            _ => Words,
        };
}
