using System.Text;
using CsvHelper;

namespace MLOpsFunctions.Data.Reading;

/// <summary>How files are read: RFC 4180 with its common variations, within bounds, malformed records passed over and told.</summary>
internal static class Csv
{
    public static CsvReader Open(Stream text, char? separator, IngestLimits limits, Action<CsvMalformedRecord>? onMalformed) => CsvReader.Create(
        text,
        new CsvReaderOptions
        {
            Separator = separator,
            HasHeader = false,
            TrimWhitespace = true,
            TrackLineNumbers = true,
            MaxRecordSize = limits.MaxRowBytes,
            IncludeValuesInExceptions = false,
            MalformedData = onMalformed is null ? CsvMalformedDataHandling.Recover : CsvMalformedDataHandling.Skip,
            OnMalformedRecord = onMalformed,
            BufferSize = 1 << 18,
        },
        leaveOpen: true);

    /// <summary>Turns the reader's own errors into problems.</summary>
    public static void Guard(string file, IngestLimits limits, Action read)
    {
        try
        {
            read();
        }
        catch (CsvFormatException fault)
        {
            throw new ProblemException(new(
                "A row of the file cannot be read", fault.Message.Split('\n')[0], $"rows of at most {limits.MaxRowBytes:N0} bytes with closed quotes",
                fault.LineNumber > 0 ? $"{file}, line {fault.LineNumber}" : file, "look for an unclosed quote or a missing line break there"), fault);
        }
        catch (DecoderFallbackException fault)
        {
            throw new ProblemException(new("The file's encoding is broken", fault.Message, "UTF-8, or UTF-16 with a byte order mark", file, "save it as UTF-8"), fault);
        }
    }

    public static string Describe(CsvMalformedReason reason) => reason switch
    {
        CsvMalformedReason.UnterminatedQuote => "an unclosed quote",
        CsvMalformedReason.StrayQuote => "a quote within an unquoted cell",
        CsvMalformedReason.TextAfterClosingQuote => "text after a closing quote",
        _ => "malformed quoting",
    };

    public static string Ragged(int fields, int expected) => fields < expected ? "too few cells" : "too many cells";
}
