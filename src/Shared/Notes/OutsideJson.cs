using System.Text.Json;

namespace MLOpsFunctions.Notes;

/// <summary>
/// The settings for JSON that readers outside the product get: as <see cref="Json"/>, but notes become sentences, and
/// in answers a number that is not finite becomes null.
/// </summary>
public static class OutsideJson
{
    /// <summary>Indented; for files that people read, such as receipts.</summary>
    public static readonly JsonSerializerOptions File = new(Json.Indented) { Converters = { new SentenceConverter() } };

    /// <summary>Compact; for answers of the HTTP interface.</summary>
    public static readonly JsonSerializerOptions Answer = new(Json.Compact)
    {
        Converters = { new SentenceConverter(), new NonFiniteAsNullConverter() },
    };

    /// <summary>Indented; for the command line.</summary>
    public static readonly JsonSerializerOptions AnswerIndented = new(Answer) { WriteIndented = true };
}
