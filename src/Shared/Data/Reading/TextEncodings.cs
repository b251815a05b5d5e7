using System.Text;

namespace MLOpsFunctions.Data.Reading;

/// <summary>Finds the encoding of a text: by its first bytes for Unicode, by its name where a definition declares one.</summary>
internal static class TextEncodings
{
    /// <summary>
    /// Stands for what is no character in the encoding. No cell may hold it, so that the row is set aside. A NUL would not do: decoders of
    /// several bytes a character leave it out.
    /// </summary>
    public const char NoCharacter = '\uFFFF';

    private static readonly DecoderFallback Broken = new DecoderReplacementFallback(NoCharacter.ToString());

    /// <summary>The encoding, null for UTF-8, and the bytes of its mark. UTF-16 without a mark is known by its zero bytes.</summary>
    public static (Encoding? Encoding, int Mark) OfMark(ReadOnlySpan<byte> head) =>
        head switch
        {
            [0xEF, 0xBB, 0xBF, ..] => (null, 3),
            [0xFF, 0xFE, 0, 0, ..] => (Unicode("utf-32"), 4),
            [0, 0, 0xFE, 0xFF, ..] => (Unicode("utf-32BE"), 4),
            [0xFF, 0xFE, ..] => (Unicode("utf-16"), 2),
            [0xFE, 0xFF, ..] => (Unicode("utf-16BE"), 2),
            _ when EveryOther(head, 1) => (Unicode("utf-16"), 0),
            _ when EveryOther(head, 0) => (Unicode("utf-16BE"), 0),
            _ => (null, 0),
        };

    /// <summary>An encoding that a definition may declare (<see cref="Definitions.IngestDefinition.Encoding"/>).</summary>
    public static Encoding Declared(string name) =>
        CodePagesEncodingProvider.Instance.GetEncoding(name, EncoderFallback.ExceptionFallback, Broken) ?? Unicode(name);

    private static Encoding Unicode(string name) => Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, Broken);

    /// <summary>Whether the bytes are zero and not zero by turns, as the first characters of a table in UTF-16 are.</summary>
    private static bool EveryOther(ReadOnlySpan<byte> head, int zero)
    {
        var length = Math.Min(head.Length & ~1, 32);
        for (var i = 0; i < length; i++)
        {
            if (head[i] == 0 != ((i & 1) == zero))
            {
                return false;
            }
        }

        return length >= 4;
    }
}
