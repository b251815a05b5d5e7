using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using MLOpsFunctions.Registry;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Api;

/// <summary>What handlers read from a request and write to a response, checked.</summary>
internal static class ApiRequests
{
    private const int LongestKey = 200;
    private const string IdempotencyKey = "Idempotency-Key";

    /// <summary>A route value; it has no meaning yet.</summary>
    public static string Route(this HttpContext context, string name) =>
        context.Request.RouteValues[name] as string ?? throw new InvalidOperationException($"The route has no '{name}'.");

    /// <summary>The model that the route names, checked as a name; it need not exist.</summary>
    public static string Model(this HttpContext context) => ModelNames.Check(context.Route("model"));

    /// <summary>Who asks: the authenticated name; without one, the name in the body; else the channel.</summary>
    /// <exception cref="ProblemException">The name cannot be kept.</exception>
    public static string Caller(this HttpContext context, string? said = null)
    {
        var name = context.User.Identity is { IsAuthenticated: true } signedIn ? signedIn.Name : said;
        return string.IsNullOrWhiteSpace(name) ? "http" : Attribution.By(name);
    }

    /// <summary>The reason that a body gives; null where it gives none.</summary>
    /// <exception cref="ProblemException">It cannot be kept.</exception>
    public static string? Reason(string? said) => Attribution.Reason(string.IsNullOrWhiteSpace(said) ? null : said);

    /// <summary>The Idempotency-Key header, or null where there is none. The request that comes with it is noted under it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="services">Where it is noted.</param>
    /// <param name="scope">What is asked for, and of which model.</param>
    /// <param name="body">What the body says.</param>
    /// <exception cref="ProblemException">It is not 1 to 200 printable ASCII characters, or has come with another body
    /// before (status 422).</exception>
    public static async Task<string?> IdempotencyKeyAsync<T>(this HttpContext context, ApiServices services, string scope, T body)
    {
        if (!context.Request.Headers.TryGetValue(IdempotencyKey, out var values))
        {
            return null;
        }

        var key = values.ToString();
        if (key.Length is 0 or > LongestKey || !key.All(c => c is >= ' ' and <= '~'))
        {
            throw new ProblemException(
                new(
                    "The Idempotency-Key is not usable",
                    Expected: $"1 to {LongestKey} printable ASCII characters",
                    Where: $"header {IdempotencyKey}"
                )
            );
        }

        return await services.Requests.NoteAsync(scope, key, Json.Write(body), context.RequestAborted)
            ? key
            : throw new ProblemException(
                new(
                    "The Idempotency-Key has come with another request",
                    $"'{key}' with another body than before",
                    "the same body, or another key",
                    $"header {IdempotencyKey}",
                    "a new key for a new request",
                    StatusCodes.Status422UnprocessableEntity
                )
            );
    }

    /// <summary>Refuses an unknown query parameter: the caller expects something of it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="known">Those of the route.</param>
    /// <param name="host">Those of the host.</param>
    /// <exception cref="ProblemException">There is one.</exception>
    public static void CheckQuery(this HttpContext context, IReadOnlyList<string> known, IReadOnlyList<string> host)
    {
        if (!context.Request.QueryString.HasValue)
        {
            return;
        }

        foreach (var name in context.Request.Query.Keys)
        {
            if (!known.Concat(host).Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                throw new ProblemException(
                    new(
                        "The query has a parameter that means nothing",
                        $"'{BlobNames.Printable(name)}'",
                        known.Count == 0 ? "a request without a query" : string.Join(", ", known),
                        "query",
                        DidYouMean.Sentence(name, known) ?? "leave it out"
                    )
                );
            }
        }
    }

    /// <summary>A whole number from the query, or the default.</summary>
    /// <exception cref="ProblemException">It is not one within the bounds.</exception>
    public static int Query(this HttpContext context, string name, int fallback, int most)
    {
        return context.Parameter(name) is not { } text ? fallback
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most ? number
            : throw Unusable(name, text, FormattableString.Invariant($"a whole number from 1 to {most}"));
    }

    /// <summary>A time from the query (<see cref="InstantParser"/>), or null.</summary>
    /// <exception cref="ProblemException">It is not a time.</exception>
    public static DateTimeOffset? Time(this HttpContext context, string name)
    {
        return context.Parameter(name) is not { } text ? null
            : InstantParser.Parse(text) is { } time ? time
            : throw Unusable(name, text, "a time such as 2026-11-03T14:00:00Z", "write a + of an offset as %2B");
    }

    /// <summary>Whether a query parameter says yes.</summary>
    /// <exception cref="ProblemException">It says neither yes nor no.</exception>
    public static bool Flag(this HttpContext context, string name) =>
        context.Parameter(name) switch
        {
            null or "false" => false,
            "true" => true,
            var other => throw Unusable(name, other, "true or false"),
        };

    /// <summary>Answers with a document.</summary>
    public static Task AnswerAsync<T>(this HttpContext context, T document, int status = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(document, RequestHints.Answer, "application/json", context.RequestAborted);
    }

    /// <summary>Answers with text.</summary>
    public static async Task AnswerTextAsync(this HttpContext context, string text, string contentType)
    {
        context.Response.ContentType = contentType;
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), context.RequestAborted);
    }

    /// <summary>The version that the route's <c>version</c> names by number or alias.</summary>
    /// <exception cref="ProblemException">There is none.</exception>
    public static async Task<ModelVersion> VersionAsync(this HttpContext context, ApiServices services)
    {
        var (model, reference) = (context.Model(), context.Route("version"));
        return await services.Registry.ResolveAsync(model, reference, context.RequestAborted)
            ?? throw (
                await services.Registry.FindAsync(model, 1, context.RequestAborted) is null
                    ? await NoModelAsync(context, services, model)
                    : new ProblemException(
                        new(
                            "There is no such version",
                            $"'{BlobNames.Printable(reference)}'",
                            "a version's number, 'champion' or 'challenger'",
                            $"model '{model}'",
                            $"GET /api/models/{model} lists them",
                            StatusCodes.Status404NotFound
                        )
                    )
            );
    }

    /// <summary>The 404 of a model that does not exist, with the name that was probably meant.</summary>
    public static async Task<ProblemException> NoModelAsync(HttpContext context, ApiServices services, string model)
    {
        var known = new List<string>();
        await foreach (var name in services.Registry.ModelsAsync(context.RequestAborted))
        {
            known.Add(name);
        }

        await foreach (var run in services.Runs.ListAsync(model, context.RequestAborted).Where(run => run.IsTraining))
        {
            return new(
                new(
                    $"There is no version of '{model}' yet",
                    $"its latest run, {run.Run}, in status {run.Status.Words()}",
                    "a run that has made a version",
                    Try: $"GET /api/runs/{run.Run} says how far it is",
                    Status: StatusCodes.Status404NotFound
                )
            );
        }

        return new(
            new(
                $"There is no model '{model}'",
                Try: DidYouMean.Sentence(model, known) ?? $"PUT a file to /api/data/{model}/ to make it",
                Status: StatusCodes.Status404NotFound
            )
        );
    }

    /// <summary>A required part of a body.</summary>
    /// <exception cref="ProblemException">It is missing.</exception>
    public static T Required<T>(T? part, string name, string expected)
        where T : class => part is null or "" ? throw Missing(name, expected) : part;

    /// <summary>
    /// What the query says under a name; null where the name is not there. An empty text is something said: most likely
    /// by a program whose variable is empty.
    /// </summary>
    private static string? Parameter(this HttpContext context, string name) =>
        context.Request.Query.TryGetValue(name, out var said) ? said.ToString() : null;

    private static ProblemException Unusable(string name, string text, string expected, string? advice = null) =>
        new(
            new(
                $"The query parameter '{name}' is not usable",
                text.Length == 0 ? "nothing" : $"'{BlobNames.Printable(text)}'",
                expected,
                $"?{name}=",
                advice
            )
        );

    /// <summary>The refusal of a body without a required part.</summary>
    public static ProblemException Missing(string name, string expected) =>
        new(new($"'{name}' is missing", Expected: expected, Where: $"body, $.{name}"));
}
