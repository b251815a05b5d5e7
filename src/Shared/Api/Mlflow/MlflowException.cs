using Microsoft.AspNetCore.Http;

namespace MLOpsFunctions.Api.Mlflow;

/// <summary>A refusal as MLflow's clients read it: <c>{"error_code": ..., "message": ...}</c>.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="code">MLflow's name of the error.</param>
/// <param name="message">What is wrong, for a person.</param>
internal sealed class MlflowException(int status, string code, string message) : Exception(message)
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>MLflow's name of the error.</summary>
    public string Code { get; } = code;

    /// <summary>What is asked for does not exist.</summary>
    public static MlflowException NotFound(string message) => new(StatusCodes.Status404NotFound, "RESOURCE_DOES_NOT_EXIST", message);

    /// <summary>A parameter is missing or cannot be read.</summary>
    public static MlflowException Invalid(string message) => new(StatusCodes.Status400BadRequest, "INVALID_PARAMETER_VALUE", message);

    /// <summary>There is no such endpoint. A client that has another one tries it then.</summary>
    public static MlflowException NoEndpoint(string asked) =>
        new(StatusCodes.Status404NotFound, "ENDPOINT_NOT_FOUND", $"There is no endpoint {asked}.");

    /// <summary>The request would change something.</summary>
    public static MlflowException ReadOnly(string asked) =>
        new(
            StatusCodes.Status403Forbidden,
            "PERMISSION_DENIED",
            $"{asked} would change something, and this tracking server is read-only. Runs and versions come from dropped files: "
                + "PUT a file to /api/data/MODEL/FILE. POST /api/models/MODEL/promote and /rollback move the alias 'champion'."
        );

    /// <summary>What another part of the product refused.</summary>
    public static MlflowException Of(Problem problem) =>
        problem.Status == StatusCodes.Status404NotFound ? NotFound(problem.ToString()) : Invalid(problem.ToString());
}

/// <summary>The error's document.</summary>
internal sealed record MlflowErrorBody(string ErrorCode, string Message);
