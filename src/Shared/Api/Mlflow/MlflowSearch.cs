using System.Globalization;
using System.Text;

namespace MLOpsFunctions.Api.Mlflow;

/// <summary>What all of MLflow's searches do with their entries: filter, order, and cut into pages.</summary>
internal static class MlflowSearch
{
    /// <summary>Entries of a page at most, as MLflow's server has it.</summary>
    private const int MostResults = 50_000;

    /// <summary>The page that a request asks for.</summary>
    /// <param name="request">The request: <c>filter</c>, <c>order_by</c>, <c>max_results</c>, <c>page_token</c>.</param>
    /// <param name="entries">Every entry, in the order that holds where nothing else is asked for.</param>
    /// <param name="find">What an entry has under a key of a filter or an order: a text, a number, or null.</param>
    /// <param name="fallback">Entries of a page where the request does not say.</param>
    /// <exception cref="MlflowException">A parameter cannot be read.</exception>
    public static (IReadOnlyList<T> Page, string? Next) Page<T>(
        MlflowRequest request,
        IEnumerable<T> entries,
        Func<T, string, object?> find,
        int fallback
    )
    {
        var filter = MlflowFilter.Parse(request.Find("filter"));
        var found = Order(entries.Where(entry => filter.Takes(key => find(entry, key))), request.List("order_by"), find).ToList();
        var (start, count) = (Start(request.Find("page_token")), request.MaxResults(fallback, MostResults));
        var page = found.Skip(start).Take(count).ToList();
        return (page, start + page.Count < found.Count ? Token(start + page.Count) : null);
    }

    private static IEnumerable<T> Order<T>(IEnumerable<T> entries, IReadOnlyList<string> columns, Func<T, string, object?> find)
    {
        // From the last column to the first: sorting is stable.
        foreach (var column in columns.Reverse())
        {
            var words = column.Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var isDescending = words is [.., _, var last] && last.Equals("DESC", StringComparison.OrdinalIgnoreCase);
            var hasDirection = isDescending || (words is [.., _, var word] && word.Equals("ASC", StringComparison.OrdinalIgnoreCase));
            var key = MlflowFilter.Key(string.Join(' ', hasDirection ? words[..^1] : words));
            var ordered = entries.OrderBy(entry => find(entry, key) is null);
            entries = isDescending
                ? ordered.ThenByDescending(entry => find(entry, key), Values)
                : ordered.ThenBy(entry => find(entry, key), Values);
        }

        return entries;
    }

    private static readonly Comparer<object?> Values = Comparer<object?>.Create(
        (one, other) =>
            (one, other) switch
            {
                (double a, double b) => a.CompareTo(b),
                (string a, string b) => string.CompareOrdinal(a, b),
                _ => 0,
            }
    );

    private static string Token(int start) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes(FormattableString.Invariant($"{{\"offset\": {start}}}")));

    private static int Start(string? token)
    {
        if (token is null)
        {
            return 0;
        }

        var bytes = new byte[token.Length];
        return
            Convert.TryFromBase64String(token, bytes, out var length)
            && Encoding.ASCII.GetString(bytes, 0, length) is var text
            && text.StartsWith("{\"offset\": ", StringComparison.Ordinal)
            && int.TryParse(text["{\"offset\": ".Length..].TrimEnd('}'), NumberStyles.None, CultureInfo.InvariantCulture, out var start)
            ? start
            : throw MlflowException.Invalid("The page token is not one of this server.");
    }
}
