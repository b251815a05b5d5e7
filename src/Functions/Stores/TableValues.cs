using System.Globalization;
using System.IO.Compression;
using System.Text;
using Azure.Data.Tables;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Functions.Stores;

/// <summary>
/// Lays a document out in an entity's properties: a short one as the text property <c>Json</c>, which tools show; a
/// longer one as binary properties <c>Part00</c>, <c>Part01</c>, ... of gzipped UTF-8. A property holds at most 64 KiB
/// with text as UTF-16, an entity 1 MiB, a transaction 4 MiB; JSON shrinks several times.
/// </summary>
internal static class TableValues
{
    private const string Text = "Json";

    /// <summary>Of UTF-16, 60,000 bytes: below a property's 64 KiB.</summary>
    private const int MaxTextLength = 30_000;

    private const int PartBytes = 60 * 1024;

    /// <summary>Writes the document.</summary>
    public static void Write(TableEntity entity, string value)
    {
        if (value.Length <= MaxTextLength)
        {
            entity[Text] = value;
            return;
        }

        var bytes = Zip(value);
        for (int part = 0, start = 0; start < bytes.Length; part++, start += PartBytes)
        {
            entity[Name(part)] = bytes[start..Math.Min(start + PartBytes, bytes.Length)];
        }
    }

    /// <summary>Reads the document.</summary>
    /// <exception cref="InvalidDataException">The entity was not written by <see cref="Write"/>.</exception>
    public static string Read(TableEntity entity)
    {
        if (entity.TryGetValue(Text, out var text))
        {
            return (string)text;
        }

        using var bytes = new MemoryStream();
        for (var part = 0; entity.GetBinary(Name(part)) is { } piece; part++)
        {
            bytes.Write(piece);
        }

        bytes.Position = 0;
        return bytes.Length > 0
            ? Unzip(bytes)
            : throw new InvalidDataException($"The row {entity.PartitionKey} / {entity.RowKey} holds no document.");
    }

    private static byte[] Zip(string value)
    {
        using var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.Fastest))
        {
            zip.Write(Encoding.UTF8.GetBytes(value));
        }

        return bytes.ToArray();
    }

    private static string Unzip(Stream bytes)
    {
        using var zip = new GZipStream(bytes, CompressionMode.Decompress);
        var value = new byte[TableLimits.MaxValueBytes + 1];
        var length = zip.ReadAtLeast(value, value.Length, throwOnEndOfStream: false);
        return length < value.Length
            ? Encoding.UTF8.GetString(value, 0, length)
            : throw new InvalidDataException($"A row's document is larger than {TableLimits.MaxValueBytes} bytes.");
    }

    private static string Name(int part) => string.Create(CultureInfo.InvariantCulture, $"Part{part:D2}");
}
