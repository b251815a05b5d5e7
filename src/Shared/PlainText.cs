using System.Globalization;
using System.Text;

namespace MLOpsFunctions;

/// <summary>
/// Makes text from outside, such as file names, cells and reasons, safe to show. Control characters can drive a
/// terminal; bidirectional characters show a line in another order.
/// </summary>
public static class PlainText
{
    /// <summary>Most characters of a name in a message.</summary>
    public const int MaxName = 80;

    /// <summary>Most characters of one part of a message.</summary>
    public const int MaxPart = 1_000;

    /// <summary>Characters reserved for the count of characters left out.</summary>
    private const int Omission = 40;

    private const char NonJoiner = '\u200C',
        Joiner = '\u200D';

    /// <summary>
    /// Whether a character is unsafe to show: a control, format or bidirectional character, a line or paragraph separator.
    /// Joiners are safe, because Persian, Indic scripts and emoji are written with them.
    /// </summary>
    public static bool IsUnsafe(Rune character) =>
        character.Value is not (NonJoiner or Joiner)
        && Rune.GetUnicodeCategory(character)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator;

    /// <summary>Whether a text holds an unsafe character, or half of a surrogate pair.</summary>
    public static bool IsUnsafe(ReadOnlySpan<char> text) => FirstUnsafe(text, keepLines: false) >= 0;

    /// <summary>
    /// The text on one line: every unsafe character and half surrogate pair as <c>\u</c> and four hexadecimal digits, as JSON writes it.
    /// </summary>
    public static string Escape(string? text) => Escape(text ?? "", keepLines: false);

    /// <summary>The same for a text of several lines: its line breaks stay. A JSON document means the same afterwards.</summary>
    public static string EscapeLines(string text) => Escape(text, keepLines: true);

    /// <summary>A name on one line, escaped, at most <see cref="MaxName"/> characters of it.</summary>
    public static string Name(string? name) =>
        name is not { Length: > MaxName } ? Escape(name) : $"{Escape(name[..Whole(name, MaxName)])}...";

    /// <summary>
    /// A text of at most <paramref name="most"/> characters, 100 or more. Where the middle is left out, the text says
    /// how many characters. Cutting again changes nothing.
    /// </summary>
    public static string Cut(string text, int most = MaxPart)
    {
        if (text.Length <= most)
        {
            return text;
        }

        var kept = most - Omission;
        var (head, tail) = (Whole(text, kept * 2 / 3), text.Length - (kept / 3));
        tail = char.IsLowSurrogate(text[tail]) ? tail + 1 : tail;
        return string.Create(CultureInfo.InvariantCulture, $"{text[..head]}[... {tail - head:N0} characters ...]{text[tail..]}");
    }

    private static string Escape(string text, bool keepLines)
    {
        var next = FirstUnsafe(text, keepLines);
        if (next < 0)
        {
            return text;
        }

        var safe = new StringBuilder(text.Length + 16);
        var rest = text.AsSpan();
        for (; next >= 0; next = FirstUnsafe(rest, keepLines))
        {
            safe.Append(rest[..next]);
            Rune.DecodeFromUtf16(rest[next..], out _, out var length);
            foreach (var unit in rest.Slice(next, length))
            {
                safe.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
            }

            rest = rest[(next + length)..];
        }

        return safe.Append(rest).ToString();
    }

    /// <summary>The index of the first unsafe character; -1 if there is none.</summary>
    private static int FirstUnsafe(ReadOnlySpan<char> text, bool keepLines)
    {
        for (var at = 0; at < text.Length; )
        {
            var rest = text[at..];
            if (rest[0] is >= ' ' and < '\u007F' || (keepLines && (rest[0] == '\n' || rest.StartsWith("\r\n"))))
            {
                at++;
                continue;
            }

            var decoded = Rune.DecodeFromUtf16(rest, out var character, out var length);
            if (decoded != System.Buffers.OperationStatus.Done || IsUnsafe(character))
            {
                return at;
            }

            at += length;
        }

        return -1;
    }

    /// <summary>The length to cut at, so that no surrogate pair is split.</summary>
    private static int Whole(string text, int length) => char.IsHighSurrogate(text[length - 1]) ? length - 1 : length;
}
