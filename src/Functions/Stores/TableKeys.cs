using System.Text;

namespace MLOpsFunctions.Functions.Stores;

/// <summary>
/// Writes any key in the characters that Azure Table Storage allows, keeping ordinal order. Of the four it refuses, each is written as its predecessor in
/// Unicode and a '1', and that predecessor as itself and a '0': <c>.</c> is <c>.0</c>, <c>/</c> is <c>.1</c>. Every code starts below the next character, so that order holds.
/// </summary>
/// <remarks>Source: Understanding the Table service data model, "Characters disallowed in key fields": / \ # ? and control characters.</remarks>
internal static class TableKeys
{
    /// <summary>A key is at most 1 KiB of UTF-16.</summary>
    private const int MaxLength = 512;

    private const string Refused = "#/?\\";
    private const string Predecessors = "\".>[";

    /// <summary>The key in allowed characters.</summary>
    /// <exception cref="ProblemException">It is longer than the service allows.</exception>
    public static string Escape(string key)
    {
        var escaped = key.AsSpan().IndexOfAny(Refused + Predecessors) < 0 ? key : Encode(key);
        return escaped.Length <= MaxLength
            ? escaped
            : throw new ProblemException(new("A key is too long for Azure Table Storage", $"{escaped.Length} characters once escaped", $"at most {MaxLength}", Try: "Use a shorter name"));
    }

    /// <summary>The key that <see cref="Escape"/> was given.</summary>
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
