using System.Text.Json;

namespace MLOpsFunctions;

/// <summary>The one spelling of an enumeration's members: that of <see cref="Json"/>.</summary>
public static class EnumNames
{
    /// <summary>The member as documents and messages spell it, for example <c>awaitingApproval</c>.</summary>
    public static string JsonName(this Enum value) => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    /// <summary>The member in words for a person, for example <c>awaiting approval</c>.</summary>
    public static string Words(this Enum value) => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()).Replace('-', ' ');
}
