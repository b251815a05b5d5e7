using System.Globalization;

namespace MLOpsFunctions.Serving;

/// <summary>
/// Where a prediction is kept, readable as text: when its batch was opened, by which process, which batch of that
/// process, and the row in it.
/// </summary>
/// <param name="Opened">When the batch was opened; whole seconds, UTC.</param>
/// <param name="Instance">The process: 8 lower-case hexadecimal digits.</param>
/// <param name="Batch">The process' batch, from 0.</param>
/// <param name="Row">The row in the batch, from 0.</param>
internal readonly record struct PredictionId(DateTimeOffset Opened, string Instance, int Batch, int Row)
{
    private const string TimeFormat = "yyyyMMddHHmmss";

    /// <summary>Reads an id, or says no.</summary>
    public static bool TryParse(string? text, out PredictionId id)
    {
        id = default;
        if (
            text is not { Length: <= 64 }
            || text.Split('-') is not [var opened, { Length: 8 } instance, var batch, var row]
            || !DateTimeOffset.TryParseExact(opened, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            || !instance.All(char.IsAsciiHexDigitLower)
            || !TryNumber(batch, out var batchNumber)
            || !TryNumber(row, out var rowNumber)
        )
        {
            return false;
        }

        id = new(time, instance, batchNumber, rowNumber);
        return true;
    }

    /// <summary>The batch's blob; names of a model are in order of time.</summary>
    public string BlobName(string model) =>
        string.Create(CultureInfo.InvariantCulture, $"{Day(model, Opened)}{Opened.UtcDateTime:HHmmss}-{Instance}-{Batch:D8}.jsonl");

    /// <summary>The first id of the batch in a blob that <see cref="BlobName"/> named.</summary>
    /// <exception cref="InvalidDataException">The blob is not named so.</exception>
    public static PredictionId OfBlob(string name) =>
        name.Split('/') is [.., { Length: 8 } day, var file]
        && file.Split('-', '.') is [{ Length: 6 } time, var instance, { Length: 8 } batch, "jsonl"]
        && TryParse($"{day}{time}-{instance}-{batch.TrimStart('0').PadLeft(1, '0')}-0", out var id)
            ? id
            : throw new InvalidDataException($"No batch of predictions is named '{Storage.BlobNames.Printable(name)}'.");

    /// <summary>How ids of batches opened at a time begin.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    /// <summary>The prefix of all batches of a day.</summary>
    public static string Day(string model, DateTimeOffset time) =>
        string.Create(CultureInfo.InvariantCulture, $"{model}/{time.UtcDateTime:yyyyMMdd}/");

    /// <summary>How the ids of its batch begin; the row follows.</summary>
    public string Prefix => string.Create(CultureInfo.InvariantCulture, $"{Time(Opened)}-{Instance}-{Batch}-");

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Row}");

    /// <summary>Only the one writing of a number, so that an id has one writing too.</summary>
    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && (text.Length == 1 || text[0] != '0');
}
