using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using MLOpsFunctions.Functions.Durable;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Functions;

/// <summary>A line an activity: the host finds them by attribute. A test holds the names against the list of activities.</summary>
/// <param name="activities">The product's activities, bound to their code.</param>
/// <param name="log">What alerts read.</param>
public sealed class ActivityFunctions(IReadOnlyList<ActivityBinding> activities, ILogger<ActivityFunctions> log)
{
    /// <summary>Creates or updates a run's record.</summary>
    [Function("record-run")]
    public Task<string> RecordRun([ActivityTrigger] string input, FunctionContext context) =>
        RunAsync("record-run", input, context, answer => RunEvents.Log(log, Json.Read<RunRecord>(answer)));

    /// <summary>Turns a file into a data set version, or refuses it with a receipt.</summary>
    [Function("ingest-file")]
    public Task<string> IngestFile([ActivityTrigger] string input, FunctionContext context) => RunAsync("ingest-file", input, context);

    /// <summary>Finds the version that predicts a file.</summary>
    [Function("plan-scoring")]
    public Task<string> PlanScoring([ActivityTrigger] string input, FunctionContext context) => RunAsync("plan-scoring", input, context);

    /// <summary>Predicts every row of a file.</summary>
    [Function("score-file")]
    public Task<string> ScoreFile([ActivityTrigger] string input, FunctionContext context) => RunAsync("score-file", input, context);

    /// <summary>Keeps the decision on a requested training, and takes the model's turn for it.</summary>
    [Function("take-turn")]
    public Task<string> TakeTurn([ActivityTrigger] string input, FunctionContext context) => RunAsync("take-turn", input, context);

    /// <summary>Resolves data set, definition and budget of a training.</summary>
    [Function("plan-training")]
    public Task<string> PlanTraining([ActivityTrigger] string input, FunctionContext context) => RunAsync("plan-training", input, context);

    /// <summary>Resolves what an earlier run trained on and how.</summary>
    [Function("plan-reproduction")]
    public Task<string> PlanReproduction([ActivityTrigger] string input, FunctionContext context) =>
        RunAsync("plan-reproduction", input, context);

    /// <summary>Proposes the next trials.</summary>
    [Function("propose-trials")]
    public Task<string> ProposeTrials([ActivityTrigger] string input, FunctionContext context) =>
        RunAsync("propose-trials", input, context);

    /// <summary>Trains one candidate.</summary>
    [Function("train-candidate")]
    public Task<string> TrainCandidate([ActivityTrigger] string input, FunctionContext context) =>
        RunAsync("train-candidate", input, context);

    /// <summary>Fits the winner again and stores the model.</summary>
    [Function("fit-winner")]
    public Task<string> FitWinner([ActivityTrigger] string input, FunctionContext context) => RunAsync("fit-winner", input, context);

    /// <summary>Makes a model of an ONNX file.</summary>
    [Function("import-model")]
    public Task<string> ImportModel([ActivityTrigger] string input, FunctionContext context) => RunAsync("import-model", input, context);

    /// <summary>Scores candidate, champion and baseline and judges.</summary>
    [Function("evaluate-model")]
    public Task<string> EvaluateModel([ActivityTrigger] string input, FunctionContext context) =>
        RunAsync("evaluate-model", input, context);

    /// <summary>Learns all rows by the recipe of a model that has been judged.</summary>
    [Function("refit-model")]
    public Task<string> RefitModel([ActivityTrigger] string input, FunctionContext context) => RunAsync("refit-model", input, context);

    /// <summary>Makes the model an immutable version.</summary>
    [Function("register-model")]
    public Task<string> RegisterModel([ActivityTrigger] string input, FunctionContext context) =>
        RunAsync("register-model", input, context);

    /// <summary>Verifies a version in the idle slot, then swaps.</summary>
    [Function("swap-slot")]
    public Task<string> SwapSlot([ActivityTrigger] string input, FunctionContext context) => RunAsync("swap-slot", input, context);

    /// <summary>Compares current data with the champion's training profile.</summary>
    [Function("check-drift")]
    public Task<string> CheckDrift([ActivityTrigger] string input, FunctionContext context) =>
        RunAsync("check-drift", input, context, answer => RunEvents.Log(log, Json.Read<DriftOutcome>(answer)));

    /// <summary>This host's own: the instance of an id, so that an orchestration can ask before it starts a child.</summary>
    [Function(HostActivities.FindFlow)]
    public Task<string> FindFlow([ActivityTrigger] string input, [DurableClient] DurableTaskClient client, FunctionContext context) =>
        ActivityResult.OfAsync(async () => Json.Write(await new DurableFlowClient(client).FindAsync(input, context.CancellationToken)));

    private Task<string> RunAsync(string name, string input, FunctionContext context, Action<string>? tell = null)
    {
        var activity = activities.Single(activity => activity.Name == name);
        return ActivityResult.OfAsync(async () =>
        {
            var result = await activity.RunJsonAsync(input, context.CancellationToken);
            tell?.Invoke(result);
            return result;
        });
    }
}
