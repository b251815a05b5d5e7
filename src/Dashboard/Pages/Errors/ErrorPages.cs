using Microsoft.AspNetCore.Http;
using MLOpsFunctions.Api;
using MLOpsFunctions.Dashboard.Layout;

namespace MLOpsFunctions.Dashboard.Pages.Errors;

/// <summary>Pages that say what is wrong.</summary>
internal static class ErrorPages
{
    private static readonly Problem Internal = new(
        "Something broke on our side",
        Try: "load the page again; the log has the details",
        Status: StatusCodes.Status500InternalServerError
    );

    private static readonly Problem Unreachable = new(
        "Storage does not answer",
        "data, models or history cannot be read now",
        Try: "load the page again in a moment; what serves goes on serving meanwhile",
        Status: StatusCodes.Status503ServiceUnavailable
    );

    /// <summary>The problem of a failure that is the caller's or the storage's, or the product's own where it is neither.</summary>
    public static Problem Of(Exception fault, ApiServices services) =>
        ApiProblems.Of(fault) is { } problem ? WithoutInternals(problem)
        : services.IsStorageFault(fault) ? Unreachable
        : Internal;

    /// <summary>What was found in damaged storage names types of the code; the log has it.</summary>
    private static Problem WithoutInternals(Problem problem) =>
        problem.Status == StatusCodes.Status500InternalServerError ? problem with { Found = null } : problem;

    public static Task ShowAsync(PageRequest page, Problem problem)
    {
        page.Context.Response.StatusCode = problem.Status;
        return (page with { Refusal = null }).ShowAsync<ErrorPage>(
            problem.Title,
            Section.None,
            (nameof(ErrorPage.Problem), problem),
            (nameof(ErrorPage.Path), page.Context.Request.Path.Value ?? "/")
        );
    }

    /// <summary>Answers a request that no route takes.</summary>
    public static Task ExplainAsync(PageRequest page) =>
        ShowAsync(
            page,
            page.Context.Response.StatusCode switch
            {
                StatusCodes.Status405MethodNotAllowed => new(
                    "The page does not take that",
                    Try: "open it by its link",
                    Status: StatusCodes.Status405MethodNotAllowed
                ),
                _ => new("There is no such page", Status: StatusCodes.Status404NotFound),
            }
        );
}
