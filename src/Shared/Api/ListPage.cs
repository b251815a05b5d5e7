using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;

namespace MLOpsFunctions.Api;

/// <summary>
/// A part of a list: <c>?limit=</c> says how many, and <c>?continuationToken=</c> goes on behind the part that ended with this token. A
/// token names its list and the last entry, so that entries added meanwhile shift nothing and another list does not take it.
/// </summary>
/// <param name="Next">What asks for the part that follows; null at the end.</param>
internal sealed record ListPage<T>(IReadOnlyList<T> Entries, string? Next);

/// <summary>Cuts lists into pages.</summary>
internal static class ListPage
{
    /// <summary>Entries of a page at most.</summary>
    public const int MaxLimit = 1_000;

    private const string Parameter = "continuationToken",
        Limit = "limit";

    /// <summary>What a request for a page says in its query.</summary>
    public static IReadOnlyList<string> Query { get; } = [Limit, Parameter];

    /// <summary>The page that a request asks for.</summary>
    /// <param name="context">The request.</param>
    /// <param name="name">Names the list among all lists: one line.</param>
    /// <param name="list">The entries behind a key; all where it is null, and null where no entry has it.</param>
    /// <param name="key">What names an entry.</param>
    /// <param name="limit">Entries of a page where the request does not say.</param>
    /// <exception cref="ProblemException">The limit is no limit, or the token none of this list.</exception>
    public static async Task<ListPage<T>> ReadAsync<T>(
        HttpContext context,
        string name,
        Func<string?, Task<IAsyncEnumerable<T>?>> list,
        Func<T, string> key,
        int limit = MaxLimit
    )
    {
        var most = context.Query(Limit, limit, MaxLimit);
        var token = context.Request.Query[Parameter].ToString();
        var entries =
            token.Length == 0 ? await list(null)
            : Key(name, token) is { } after ? await list(after)
            : null;
        var page = new List<T>();
        await foreach (
            var entry in entries
                ?? throw new ProblemException(
                    new(
                        "The continuation token is not usable",
                        Expected: "the token that came with the page before, of the same list",
                        Where: $"?{Parameter}=",
                        Try: "leave it out to begin anew"
                    )
                )
        )
        {
            if (page.Count == most)
            {
                return new(page, Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{name}\n{key(page[^1])}")));
            }

            page.Add(entry);
        }

        return new(page, null);
    }

    /// <summary>A page of a list in memory.</summary>
    public static Task<ListPage<T>> ReadAsync<T>(HttpContext context, string name, IReadOnlyList<T> list, Func<T, string> key) =>
        ReadAsync(
            context,
            name,
            after =>
            {
                var last = after is null ? -1 : list.ToList().FindIndex(entry => key(entry) == after);
                return Task.FromResult(after is not null && last < 0 ? null : list.Skip(last + 1).ToAsyncEnumerable());
            },
            key
        );

    /// <summary>The key in a token of this list; null where it is none.</summary>
    private static string? Key(string name, string token)
    {
        var bytes = new byte[token.Length];
        if (
            !Base64Url.IsValid(token)
            || !Base64Url.TryDecodeFromChars(token, bytes, out var length)
            || !Utf8.IsValid(bytes.AsSpan(0, length))
        )
        {
            return null;
        }

        return Encoding.UTF8.GetString(bytes, 0, length).Split('\n', 2) is [var list, var key] && list == name ? key : null;
    }
}
