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
/// <param name="Confidence">Share of its different values that look so, 0 to 1.</param>
internal sealed record PersonalColumn(string Column, PersonalKind Kind, double Confidence);
