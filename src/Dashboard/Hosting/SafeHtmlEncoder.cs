using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace MLOpsFunctions.Dashboard.Hosting;

/// <summary>
/// Encodes every text and attribute of a page. Beside what HTML itself needs, it shows the characters that
/// <see cref="PlainText"/> calls unsafe as <c>\u</c> and four hexadecimal digits, so that no name or note can turn the
/// text around it.
/// </summary>
internal sealed class SafeHtmlEncoder : HtmlEncoder
{
    private static readonly HtmlEncoder Html = Create(UnicodeRanges.All);

    /// <inheritdoc/>
    public override int MaxOutputCharactersPerInputCharacter => Html.MaxOutputCharactersPerInputCharacter;

    /// <inheritdoc/>
    public override bool WillEncode(int unicodeScalar) =>
        unicodeScalar != '\n' && (Html.WillEncode(unicodeScalar) || PlainText.IsUnsafe(new Rune(unicodeScalar)));

    /// <inheritdoc/>
    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength)
    {
        var rest = new ReadOnlySpan<char>(text, textLength);
        for (var at = 0; at < textLength; )
        {
            var decoded = Rune.DecodeFromUtf16(rest[at..], out var character, out var length);
            if (decoded != System.Buffers.OperationStatus.Done || WillEncode(character.Value))
            {
                return at;
            }

            at += length;
        }

        return -1;
    }

    /// <inheritdoc/>
    public override unsafe bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        if (!PlainText.IsUnsafe(new Rune(unicodeScalar)))
        {
            return Html.TryEncodeUnicodeScalar(unicodeScalar, buffer, bufferLength, out numberOfCharactersWritten);
        }

        var format = unicodeScalar <= char.MaxValue ? "x4" : "x";
        var shown = string.Create(CultureInfo.InvariantCulture, $"\\u{unicodeScalar.ToString(format, CultureInfo.InvariantCulture)}");
        numberOfCharactersWritten = shown.Length <= bufferLength ? shown.Length : 0;
        shown.AsSpan(0, numberOfCharactersWritten).CopyTo(new(buffer, bufferLength));
        return numberOfCharactersWritten > 0;
    }
}
