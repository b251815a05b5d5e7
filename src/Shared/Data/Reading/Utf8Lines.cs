using System.Runtime.InteropServices;
using System.Text.Unicode;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data.Reading;

/// <summary>
/// Counts the lines of a text that hold characters beyond ASCII in UTF-8, and those that hold bytes which are not UTF-8. A file of an
/// 8-bit encoding has only the latter: chance makes no UTF-8.
/// </summary>
internal sealed class Utf8Lines
{
    /// <summary>One broken line is damage; two without any UTF-8 beside them are another encoding.</summary>
    private const int MinInvalid = 2;

    /// <summary>Bytes of the lines that are not UTF-8 that are kept, to tell their encoding by.</summary>
    private const int MaxSample = 1 << 16;

    private readonly List<byte> _sample = [];

    /// <summary>Lines with characters beyond ASCII, all of them UTF-8.</summary>
    public long Valid { get; private set; }

    /// <summary>Lines with bytes that are not UTF-8.</summary>
    public long Invalid { get; private set; }

    /// <summary>The first line of those, from 1.</summary>
    public long FirstInvalid { get; private set; }

    /// <summary>Whether the file was written in another encoding than UTF-8, and not merely damaged.</summary>
    public bool IsOtherEncoding => Invalid >= MinInvalid && IsMostlyInvalid;

    /// <summary>Whether lines that are not UTF-8 outnumber those that prove to be.</summary>
    public bool IsMostlyInvalid => Invalid > Valid;

    /// <summary>Counts a stretch of whole lines.</summary>
    /// <param name="text">The lines.</param>
    /// <param name="line">The number of the first of them.</param>
    /// <param name="lines">How many there are, about.</param>
    public void Add(ReadOnlySpan<byte> text, long line, int lines)
    {
        if (System.Text.Ascii.IsValid(text))
        {
            return;
        }

        if (Utf8.IsValid(text))
        {
            Valid += Math.Max(1, lines);
            return;
        }

        while (!text.IsEmpty)
        {
            var end = LineBreaks.AfterFirst(text, open: false) is > 0 and var after ? after : text.Length;
            AddLine(text[..end], line++);
            text = text[end..];
        }
    }

    /// <summary>Counts all lines of a text.</summary>
    public static Utf8Lines Of(Stream text)
    {
        var (lines, buffer, kept, line) = (new Utf8Lines(), new byte[1 << 20], 0, 1L);
        while (text.ReadAtLeast(buffer.AsSpan(kept), 1, throwOnEndOfStream: false) is > 0 and var read)
        {
            var seen = buffer.AsSpan(0, kept + read);
            // A line longer than the buffer is counted in parts.
            var whole =
                LineBreaks.AfterLast(seen, open: true) is > 0 and var end ? end
                : seen.Length < buffer.Length ? 0
                : seen.Length;
            var count = LineBreaks.Count(seen[..whole]);
            lines.Add(seen[..whole], line, count);
            line += count;
            seen[whole..].CopyTo(buffer);
            kept = seen.Length - whole;
        }

        lines.Add(buffer.AsSpan(0, kept), line, 1);
        return lines;
    }

    /// <summary>Adds what was counted of the stretch that follows.</summary>
    public void Add(Utf8Lines next)
    {
        FirstInvalid = FirstInvalid == 0 ? next.FirstInvalid : FirstInvalid;
        (Valid, Invalid) = (Valid + next.Valid, Invalid + next.Invalid);
        _sample.AddRange(next._sample.Take(MaxSample - _sample.Count));
    }

    /// <exception cref="ProblemException">The file was written in another encoding; the problem names the likely one.</exception>
    public void ThrowIfOtherEncoding(string file)
    {
        if (IsOtherEncoding)
        {
            throw Refuse(file);
        }
    }

    /// <summary>The refusal of a file in another encoding.</summary>
    public ProblemException Refuse(string file)
    {
        var likely = EncodingGuess.Of(CollectionsMarshal.AsSpan(_sample));
        var (found, hint) = likely switch
        {
            [] => ("the encoding cannot be told", Declare($"is one of {string.Join(", ", IngestDefinition.Encodings)}")),
            [var one] => (
                $"the encoding is probably {(one == "windows-1252" ? "Windows-1252 or Latin-1" : one)}",
                $"declare its encoding in the definition: \"ingest\": {{ \"encoding\": \"{one}\" }}"
            ),
            _ => ($"the encoding may be {string.Join(" or ", likely)}", Declare($"may be {string.Join(" or ", likely)}")),
        };
        return new(
            new(
                "The file is not UTF-8",
                $"bytes that are not UTF-8 on {Invalid:N0} {(Invalid == 1 ? "line" : "lines")}; {found}",
                "UTF-8, or UTF-16 with its mark",
                $"{file}, line {FirstInvalid}",
                $"save the file as UTF-8, or {hint}",
                415
            )
        );
    }

    private static string Declare(string name) =>
        $"declare its encoding, if you know it, as \"ingest\": {{ \"encoding\": NAME }}, where NAME {name}";

    private void AddLine(ReadOnlySpan<byte> text, long line)
    {
        if (Utf8.IsValid(text))
        {
            Valid += System.Text.Ascii.IsValid(text) ? 0 : 1;
            return;
        }

        Invalid++;
        FirstInvalid = FirstInvalid == 0 ? line : FirstInvalid;
        _sample.AddRange(text[..Math.Min(text.Length, MaxSample - _sample.Count)]);
    }
}
