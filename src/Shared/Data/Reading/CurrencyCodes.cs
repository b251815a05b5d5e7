using System.Collections.Frozen;

namespace MLOpsFunctions.Data.Reading;

/// <summary>Takes a currency's code (ISO 4217) from beside a number: CHF 1'955, -1.234,50 EUR.</summary>
internal static class CurrencyCodes
{
    private const int Length = 3;

    private static readonly FrozenSet<string> Known = (
        "AED ARS AUD BDT BGN BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP HKD HRK HUF IDR ILS INR ISK JPY KES KRW KWD KZT LKR MAD MXN MYR "
        + "NGN NOK NZD PEN PHP PKR PLN QAR RON RSD RUB SAR SEK SGD THB TRY TWD UAH USD UYU VND XAF XOF ZAR"
    )
        .Split(' ')
        .ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Lookup = Known.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>
    /// Takes the code from the beginning of the text, also after a sign, or from its end; null if there is none.
    /// </summary>
    public static string? Take(ref ReadOnlySpan<char> text)
    {
        var sign = text.Length > 0 && text[0] is '-' or '+' or '\u2212' ? 1 : 0;
        if (
            text.Length > sign + Length
            && Lookup.TryGetValue(text.Slice(sign, Length), out var code)
            && !char.IsLetter(text[sign + Length])
        )
        {
            text = sign == 0 ? text[Length..].TrimStart() : string.Concat(text[..1], text[(sign + Length)..].TrimStart());
            return code;
        }

        if (text.Length > Length && Lookup.TryGetValue(text[^Length..], out code) && !char.IsLetter(text[^(Length + 1)]))
        {
            text = text[..^Length].TrimEnd();
            return code;
        }

        return null;
    }
}
