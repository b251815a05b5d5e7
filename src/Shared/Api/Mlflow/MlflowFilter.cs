using System.Globalization;
using System.Text.RegularExpressions;

namespace MLOpsFunctions.Api.Mlflow;

/// <summary>
/// A filter of MLflow's searches: comparisons joined by AND, such as <c>metrics.rmse &lt; 40 AND tags.`mlops.status` = 'deployed'</c>.
/// A text is in quotes; a key may be in backticks or double quotes.
/// </summary>
internal sealed partial class MlflowFilter
{
    private readonly List<Condition> _conditions = [];

    /// <summary>Reads a filter; null takes everything.</summary>
    /// <exception cref="MlflowException">It cannot be read.</exception>
    public static MlflowFilter Parse(string? text)
    {
        var filter = new MlflowFilter();
        for (var rest = text?.Trim() ?? ""; rest.Length > 0; )
        {
            var match = Comparison().Match(rest);
            if (!match.Success)
            {
                throw MlflowException.Invalid(
                    $"The filter cannot be read at '{Storage.BlobNames.Printable(rest)}'; expected comparisons such as "
                        + "metrics.rmse < 40 AND tags.`mlops.status` = 'deployed'."
                );
            }

            filter._conditions.Add(
                new(
                    Key(match.Groups["key"].Value),
                    Spaces().Replace(match.Groups["op"].Value, " ").ToUpperInvariant(),
                    Values(match.Groups["value"].Value)
                )
            );
            rest = rest[match.Length..];
        }

        return filter;
    }

    /// <summary>Whether an entry passes.</summary>
    /// <param name="find">Finds what the entry has under a key: a text, a number, or null.</param>
    public bool Takes(Func<string, object?> find) => _conditions.TrueForAll(condition => condition.Holds(find(condition.Key)));

    /// <summary>A key without quotes and without the words that may stand before an attribute.</summary>
    internal static string Key(string text)
    {
        var parts = text.Split('.', 2);
        var (kind, key) = parts is [var first, var second] ? (first.ToLowerInvariant(), second) : ("", text);
        kind = kind switch
        {
            "metric" or "metrics" => "metrics.",
            "param" or "params" or "parameter" or "parameters" => "params.",
            "tag" or "tags" => "tags.",
            _ => "", // An attribute, with or without its word.
        };
        return kind + key.Trim('`', '"');
    }

    private static List<string> Values(string text) =>
        text is ['(', ..] ? [.. Quoted().Matches(text).Select(quoted => Value(quoted.Value))] : [Value(text)];

    private static string Value(string text) => text is ['\'' or '"', .., var end] && end == text[0] ? text[1..^1] : text;

    /// <summary>Takes time in proportion to the text, whatever that is.</summary>
    [GeneratedRegex(
        """
            ^(?<key>(?:[A-Za-z_]+\.)?(?:`[^`]+`|"[^"]+"|[\w./ -]*?[\w./-]))
            \s*(?<op>>=|<=|!=|=|>|<|\bNOT\s+IN\b|\bIN\b|\bNOT\s+LIKE\b|\bI?LIKE\b)
            \s*(?<value>\((?:\s*(?:'[^']*'|"[^"]*")\s*,?)+\s*\)|'[^']*'|"[^"]*"|[-+\w.]+)\s*(?:\bAND\s+|$)
            """,
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace | RegexOptions.NonBacktracking
    )]
    private static partial Regex Comparison();

    /// <summary>The texts of a list.</summary>
    [GeneratedRegex("'[^']*'|\"[^\"]*\"", RegexOptions.NonBacktracking)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    private sealed record Condition(string Key, string Operator, IReadOnlyList<string> Values)
    {
        /// <summary>What an entry does not have fulfils nothing, as in SQL.</summary>
        public bool Holds(object? found) =>
            found switch
            {
                null => false,
                double number => Compare(
                    double.TryParse(Values[0], CultureInfo.InvariantCulture, out var bound)
                        ? number.CompareTo(bound)
                        : throw MlflowException.Invalid($"'{Key}' is a number; it is compared with '{Values[0]}'.")
                ),
                var text => Matches((string)text),
            };

        private bool Matches(string text) =>
            Operator switch
            {
                "IN" => Values.Contains(text),
                "NOT IN" => !Values.Contains(text),
                "LIKE" => Like(text, StringComparison.Ordinal),
                "NOT LIKE" => !Like(text, StringComparison.Ordinal),
                "ILIKE" => Like(text, StringComparison.OrdinalIgnoreCase),
                _ => Compare(string.CompareOrdinal(text, Values[0])),
            };

        private bool Compare(int order) =>
            Operator switch
            {
                "=" => order == 0,
                "!=" => order != 0,
                ">" => order > 0,
                ">=" => order >= 0,
                "<" => order < 0,
                "<=" => order <= 0,
                _ => throw MlflowException.Invalid($"'{Key}' is a number; {Operator} compares texts."),
            };

        /// <summary>SQL's pattern: % is any text. Each part between two of them has to follow the one before.</summary>
        private bool Like(string text, StringComparison comparison)
        {
            var parts = Values[0].Split('%');
            if (parts.Length == 1)
            {
                return text.Equals(parts[0], comparison);
            }

            var at = 0;
            if (!text.StartsWith(parts[0], comparison))
            {
                return false;
            }

            at = parts[0].Length;
            foreach (var part in parts[1..^1])
            {
                var found = text.IndexOf(part, at, comparison);
                if (found < 0)
                {
                    return false;
                }

                at = found + part.Length;
            }

            return text.Length - at >= parts[^1].Length && text.EndsWith(parts[^1], comparison);
        }
    }
}
