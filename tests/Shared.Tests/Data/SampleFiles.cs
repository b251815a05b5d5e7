using System.IO.Compression;
using System.Text;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Shared.Tests.Data;

/// <summary>Files as people drop them, and what is read of them.</summary>
internal static class SampleFiles
{
    /// <summary>The key of hashed columns.</summary>
    public static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    public static string Rows(int count)
    {
        var random = new Random(3);
        var text = new StringBuilder("id,when,colour,size,price\n");
        for (var i = 0; i < count; i++)
        {
            text.Append(
                $"A{i},2026-01-{(i % 28) + 1:00} 12:00,{(i % 3) switch { 0 => "red", 1 => "green", _ => "blue" }},"
                    + $"{i % 19},{random.Next(1000) / 8.0}\n"
            );
        }

        return text.ToString();
    }

    public static Problem Refusal(Func<IngestResult> read) => Assert.Throws<ProblemException>(read).Problem;

    public static byte[] Bytes(DataFrame frame)
    {
        var stream = new MemoryStream();
        FrameFile.Write(frame, stream);
        return stream.ToArray();
    }

    public static byte[] Gzip(byte[] bytes)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    public static IngestResult Read(string text, ModelDefinition? definition = null) => Read(Encoding.UTF8.GetBytes(text), definition);

    public static IngestResult Read(byte[] bytes, ModelDefinition? definition = null) =>
        Ingestion.Read(new MemoryStream(bytes), new("m", "incoming/m/f.csv", definition, Key));
}
