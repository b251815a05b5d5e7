using System.Security.Cryptography;
using System.Text;

namespace MLOpsFunctions.Functions.Stores;

/// <summary>
/// Writes any key in the characters that Azure Table Storage allows, keeping ordinal order. Of the four it refuses,
/// each is written as its predecessor in Unicode and a '1', and that predecessor as itself and a '0': <c>.</c> is
/// <c>.0</c>, <c>/</c> is <c>.1</c>. Every code starts below the next character, so that order holds.
/// </summary>
/// <remarks>
/// Source: Understanding the Table service data model, "Characters disallowed in key fields": / \ # ? and control
/// characters.
/// </remarks>
internal static class TableKeys
{
    /// <summary>A key is at most 1 KiB of UTF-16.</summary>
    private const int MaxLength = 512;

    private const string Refused = "#/?\\";
    private const string Predecessors = "\".>[";

    /// <summary>What of a key that grew too long stands before its hash.</summary>
    private const int PrefixLength = MaxLength - 1 - (2 * SHA256.HashSizeInBytes);

    /// <summary>
    /// The key in allowed characters. One that grows too long keeps its beginning and ends in its hash: it can be found
    /// and not read back, and among keys of the same long beginning its order is lost.
    /// </summary>
    public static string Escape(string key) =>
        Fits(key, out var escaped)
            ? escaped
            : $"{escaped[..PrefixLength]}~{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))}";

    /// <summary>Whether <see cref="Unescape"/> gives the key back.</summary>
    public static bool Fits(string key) => Fits(key, out _);

    /// <summary>The least escaped key that can stand for this key or one above it.</summary>
    public static string LowerBound(string key) => Fits(key, out var escaped) ? escaped : escaped[..PrefixLength];

    private static bool Fits(string key, out string escaped)
    {
        escaped = key.AsSpan().IndexOfAny(Refused + Predecessors) < 0 ? key : Encode(key);
        return escaped.Length <= MaxLength;
    }

    /// <summary>The key that <see cref="Escape"/> was given, where it fits.</summary>
    public static string Unescape(string escaped)
    {
        if (escaped.AsSpan().IndexOfAny(Predecessors) < 0)
        {
            return escaped;
        }

        var key = new StringBuilder(escaped.Length);
        for (var i = 0; i < escaped.Length; i++)
        {
            var pair = Predecessors.IndexOf(escaped[i]);
            key.Append(pair >= 0 && escaped[++i] == '1' ? Refused[pair] : escaped[pair >= 0 ? i - 1 : i]);
        }

        return key.ToString();
    }

    private static string Encode(string key)
    {
        var escaped = new StringBuilder(key.Length + 8);
        foreach (var c in key)
        {
            if (Refused.IndexOf(c) is >= 0 and var refused)
            {
                escaped.Append(Predecessors[refused]).Append('1');
            }
            else
            {
                escaped.Append(c);
                if (Predecessors.Contains(c))
                {
                    escaped.Append('0');
                }
            }
        }

        return escaped.ToString();
    }
}
