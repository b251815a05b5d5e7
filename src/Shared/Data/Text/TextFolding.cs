using System.Globalization;

namespace MLOpsFunctions.Data.Text;

/// <summary>
/// Makes what people write alike the same: small letters (Unicode's simple mapping), a letter with the marks behind it
/// as one character (<see cref="UnicodeComposition"/>), full-width forms as plain ones, one kind of apostrophe. Blanks,
/// controls, halves of surrogate pairs and what stands for bytes that were no text become a blank; what cannot be seen,
/// such as soft hyphens and marks of direction, is left out.
/// </summary>
internal static class TextFolding
{
    private const int WideOffset = 0xFEE0;

    /// <summary>Folds a text; what it gives is never longer.</summary>
    /// <returns>How many units were written.</returns>
    public static int Fold(ReadOnlySpan<char> text, Span<char> to)
    {
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var unit = text[i];
            if (unit < 128)
            {
                to[length++] = unit <= ' ' || unit == 127 ? ' ' : char.ToLowerInvariant(unit);
            }
            else if (char.IsSurrogate(unit))
            {
                length = FoldPair(text, ref i, to, length);
            }
            else
            {
                length = FoldUnit(unit, to, length);
            }
        }

        return length;
    }

    private static int FoldPair(ReadOnlySpan<char> text, ref int i, Span<char> to, int length)
    {
        if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]))
        {
            to[length++] = ' ';
            return length;
        }

        var rune = System.Text.Rune.ToLowerInvariant(new(text[i], text[++i]));
        return length + rune.EncodeToUtf16(to[length..]);
    }

    private static int FoldUnit(char unit, Span<char> to, int length)
    {
        if (length > 0 && UnicodeComposition.TryCompose(to[length - 1], unit, out var composed))
        {
            to[length - 1] = composed;
            return length;
        }

        unit =
            unit is >= '\uFF01' and <= '\uFF5E' ? (char)(unit - WideOffset)
            : unit is '\u2018' or '\u2019' or '\u02BC' ? '\''
            : unit;
        switch (unit == '\uFFFD' ? UnicodeCategory.Control : char.GetUnicodeCategory(unit))
        {
            case UnicodeCategory.Format:
                return length;
            case UnicodeCategory.Control
            or UnicodeCategory.SpaceSeparator
            or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator:
                to[length] = ' ';
                return length + 1;
            default:
                to[length] = char.ToLowerInvariant(unit);
                return length + 1;
        }
    }
}
