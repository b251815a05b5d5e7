using System.Text.Json;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Functions.Durable;

/// <summary>
/// What an activity function returns: its result, or the problem that no retry can mend. A problem is an answer and not
/// an exception, because what an exception carries through the host is its message alone, and because the retry policy
/// must leave it be.
/// </summary>
/// <param name="Value">The activity's result.</param>
/// <param name="Problem">Why there is none.</param>
internal sealed record ActivityResult(JsonElement? Value = null, Problem? Problem = null)
{
    /// <summary>Runs an activity to its answer.</summary>
    public static async Task<string> OfAsync(Func<Task<string>> activity)
    {
        try
        {
            return Json.Write(new ActivityResult(Json.Read<JsonElement>(await activity())));
        }
        catch (ProblemException refused)
        {
            return Json.Write(new ActivityResult(Problem: refused.Problem));
        }
    }

    /// <summary>Reads an answer.</summary>
    /// <exception cref="FlowActivityException">It is a problem.</exception>
    public static T Read<T>(string activity, string answer)
    {
        var read = Json.Read<ActivityResult>(answer);
        return read.Problem is { } problem ? throw new FlowActivityException(activity, problem.ToString(), problem)
            : read.Value is { } value ? value.Deserialize<T>(Json.Compact)!
            : default!;
    }
}
