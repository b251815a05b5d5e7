using System.Text.Json;
using Microsoft.AspNetCore.Http;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Api;

/// <summary>
/// Errors as RFC 9457 problem details: <c>title</c>, <c>status</c>, <c>detail</c>, and what was <c>found</c>,
/// <c>expected</c>, <c>where</c>, and what to <c>try</c>. The member <c>error</c> repeats the whole sentence, because
/// the Open Inference Protocol's clients look for it.
/// </summary>
internal static class ApiProblems
{
    /// <summary>The problem that a failure carries; null where it is a fault of the product.</summary>
    public static Problem? Of(Exception fault) =>
        fault switch
        {
            ProblemException refused => refused.Problem,
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => TooLarge("the request", null),
            BadHttpRequestException bad => new("The request could not be read", bad.Message, Status: bad.StatusCode),
            // Kestrel's answer to a chunk whose length no number holds.
            IOException { InnerException: OverflowException } => new(
                "The request could not be read",
                "a chunk whose size is too large",
                "chunks as RFC 9112, section 7.1, describes them",
                "body"
            ),
            JsonException json => new(
                "The body is not the JSON document that was expected",
                Text(json),
                Where: FormattableString.Invariant($"line {json.LineNumber + 1}"),
                Try: "compare it with the contract"
            ),
            _ => UnwritableStorage.Of(fault) ?? StorageDamage.Of(fault),
        };

    /// <summary>A body beyond its bound.</summary>
    public static Problem TooLarge(string what, long? bound) =>
        new(
            $"{char.ToUpperInvariant(what[0])}{what[1..]} is too large",
            Expected: bound is { } bytes ? FormattableString.Invariant($"at most {bytes:N0} bytes") : null,
            Try: "split it",
            Status: StatusCodes.Status413PayloadTooLarge
        );

    public static Task WriteAsync(HttpContext context, Problem problem)
    {
        var told = RequestHints.Complete(problem);
        return WriteAsync(context, told.Status, told.Title, told.ToString(), told);
    }

    public static Task WriteInternalAsync(HttpContext context) =>
        WriteAsync(
            context,
            StatusCodes.Status500InternalServerError,
            "Something broke on our side",
            "Something broke on our side. The log has the details.",
            null
        );

    private static Task WriteAsync(HttpContext context, int status, string title, string detail, Problem? problem)
    {
        var allow = context.Response.Headers.Allow; // What routing has found out; RFC 9110, section 15.5.6 asks for it.
        context.Response.Clear();
        context.Response.StatusCode = status;
        context.Response.Headers.Allow = allow;
        if (status == StatusCodes.Status415UnsupportedMediaType)
        {
            context.Response.Headers.AcceptEncoding = ContentCodings.List; // RFC 9110, section 15.5.16
        }

        if (status == StatusCodes.Status413PayloadTooLarge && HttpProtocol.IsHttp11(context.Request.Protocol))
        {
            // The rest of the body is not waited for; without this a client would send its next request into a
            // connection that is about to end (RFC 9110, section 15.5.14).
            context.Response.Headers.Connection = "close";
        }

        return context.Response.WriteAsJsonAsync(
            new ProblemDocument(
                "about:blank",
                title,
                status,
                detail,
                problem?.Found,
                problem?.Expected,
                problem?.Where,
                problem?.Try,
                detail,
                context.TraceIdentifier
            ),
            Json.Compact,
            "application/problem+json",
            context.RequestAborted
        );
    }

    /// <summary>
    /// The parser's own words without the position that it appends; that stands apart. A document's reader would name
    /// the types of the code, and has a path where the parser has none.
    /// </summary>
    private static string Text(JsonException fault) =>
        fault.Path is null ? fault.Message.Split(" LineNumber: ", 2)[0] : "a part of another kind";
}

/// <summary>A problem as callers see it.</summary>
/// <param name="Type">Always <c>about:blank</c>: the title says what it is.</param>
/// <param name="Title">What went wrong, in one short sentence.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">The whole problem on one line.</param>
/// <param name="Found">What was found.</param>
/// <param name="Expected">What was expected.</param>
/// <param name="Where">Where: part of the body, parameter, header, file, line or column.</param>
/// <param name="Try">The next thing to do.</param>
/// <param name="Error">The detail again, where clients of the Open Inference Protocol look for it.</param>
/// <param name="Instance">Names the request in the server's log.</param>
internal sealed record ProblemDocument(
    string Type,
    string Title,
    int Status,
    string Detail,
    string? Found,
    string? Expected,
    string? Where,
    string? Try,
    string Error,
    string Instance
);
