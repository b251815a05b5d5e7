using System.Text.Json.Serialization;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Monitoring;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Pipelines;

/// <summary>Start of a run over a dropped file.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Model">The model.</param>
/// <param name="File">The blob's name in the incoming container, <c>{model}/{file}</c>.</param>
/// <param name="ETag">The version of the file that was seen.</param>
/// <param name="By">Who dropped it, as far as known.</param>
/// <param name="NewTarget">Whether its label and task may replace those of the version that serves; null: no.</param>
/// <param name="Definition">Digest of the definition to read it under, which becomes the model's once its version
/// serves; null: the model's.</param>
/// <param name="Trace">The W3C trace context of the drop; null in older histories, and where it was not traced.</param>
public sealed record IngestCommand(
    string Run,
    string Model,
    string File,
    string ETag,
    string By,
    bool? NewTarget = null,
    string? Definition = null,
    string? Trace = null
) : ITraced;

/// <summary>What became of a file.</summary>
/// <param name="Dataset">The data set, where one was made or had been made.</param>
/// <param name="Definition">Digest of the completed definition's artifact.</param>
/// <param name="DuplicateOf">The run that had handled the same bytes before.</param>
/// <param name="Problem">Why the file was refused.</param>
/// <param name="Notes">What a reader should know.</param>
/// <param name="Inferred">What was inferred of the file; null in older histories, and where the file was refused.</param>
/// <param name="Quarantined">Rows set aside, by reason; null in older histories.</param>
/// <param name="Reasons">The same by column too, with an example each; null in older histories.</param>
public sealed record IngestOutcome(
    RunDataset? Dataset,
    string? Definition,
    string? DuplicateOf,
    Problem? Problem,
    IReadOnlyList<Note> Notes,
    InferredSchema? Inferred = null,
    IReadOnlyDictionary<string, long>? Quarantined = null,
    IReadOnlyList<QuarantineReason>? Reasons = null
);

/// <summary>Start of a training over an existing data set.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Model">The model.</param>
/// <param name="Dataset">The data set's digest; null: the model's newest.</param>
/// <param name="Definition">Digest of the completed definition; null: the current one.</param>
/// <param name="Trigger">What started it.</param>
/// <param name="By">Who started it.</param>
/// <param name="Reason">The reason given.</param>
/// <param name="Label">The label, which this confirms; null: as the definition says.</param>
/// <param name="NewTarget">Whether label and task may replace those of the version that serves; null: no.</param>
/// <param name="Task">The task of the data to train on; null: as the definition says.</param>
/// <param name="Trace">The W3C trace context of the request; null in older histories, and where it was not traced.</param>
/// <param name="Onnx">The model, trained elsewhere, that is to be judged; null: one is trained.</param>
/// <param name="Waits">Whether it waits for other runs of the model; null in older histories, and where it does not.</param>
public sealed record TrainCommand(
    string Run,
    string Model,
    string? Dataset,
    string? Definition,
    RunTrigger Trigger,
    string By,
    string? Reason,
    string? Label = null,
    bool? NewTarget = null,
    ModelTask? Task = null,
    string? Trace = null,
    OnnxSource? Onnx = null,
    bool? Waits = null
) : ITraced;

/// <summary>A requested training asks for its turn.</summary>
/// <param name="Run">The run.</param>
/// <param name="Model">The model.</param>
/// <param name="Trigger">What asks.</param>
/// <param name="Asked">When it was asked for.</param>
public sealed record TakeTurn(string Run, string Model, RunTrigger Trigger, DateTimeOffset Asked);

/// <summary>Whose turn it is.</summary>
/// <param name="Before">The run that comes before; null: none does.</param>
public sealed record Turn(string? Before);

/// <summary>Start of a rebuild of what an earlier run made, from its lineage.</summary>
/// <param name="Run">The rebuild's own run id.</param>
/// <param name="Model">The model.</param>
/// <param name="Original">The run whose model is rebuilt.</param>
/// <param name="By">Who asked.</param>
/// <param name="Trace">The W3C trace context of the request; null in older histories, and where it was not traced.</param>
public sealed record ReproduceCommand(string Run, string Model, string Original, string By, string? Trace = null) : ITraced;

/// <summary>How a rebuild will go.</summary>
/// <param name="Training">The training to repeat, under the rebuild's run id.</param>
/// <param name="Trials">Trials of the original, those that were cut among them.</param>
/// <param name="Reproduction">What is repeated and what should come of it.</param>
/// <param name="Cut">Trials among them that did not count, by number; null: none.</param>
public sealed record ReproductionPlan(TrainingPlan Training, int Trials, Reproduction Reproduction, IReadOnlyList<int>? Cut = null);

/// <summary>What a training works on, once resolved.</summary>
/// <param name="Run">The run.</param>
/// <param name="Model">The model.</param>
/// <param name="Dataset">The data set's digest.</param>
/// <param name="Definition">Digest of the completed definition.</param>
/// <param name="WarmStart">Digest of the earlier winners that the search tries first (a list of
/// <see cref="MLOpsFunctions.Experiments.Search.WarmStartCandidate"/>); null: none.</param>
/// <param name="Candidates">The trainers that compete, by name and in order: hosts differ in those they have. Null in
/// older runs: all that fit.</param>
/// <param name="NewTarget">Whether the version starts a new lineage: its label or task is not that of the version that
/// serves. Null: it does not.</param>
/// <param name="NumberedAfter">The version whose numbers clusters keep; null: none served, or there are no clusters.</param>
/// <param name="Trace">The W3C trace context of the request; null in older histories, and where it was not traced.</param>
public sealed record TrainingJob(
    string Run,
    string Model,
    string Dataset,
    string Definition,
    string? WarmStart = null,
    IReadOnlyList<string>? Candidates = null,
    bool? NewTarget = null,
    int? NumberedAfter = null,
    string? Trace = null
);

/// <summary>How a training will go.</summary>
/// <param name="Job">What it works on.</param>
/// <param name="Data">The data set, for the run record.</param>
/// <param name="Trials">Most trials.</param>
/// <param name="Minutes">Most minutes of search.</param>
/// <param name="Metric">The metric that chooses.</param>
/// <param name="Approval">A person must approve.</param>
/// <param name="ApprovalTimeout">How long to wait for that person.</param>
/// <param name="Notes">What a reader should know.</param>
/// <param name="Refit">Whether the judged model is trained on all rows, whatever the verdict, so that the same rows
/// give the same version. Null in older histories.</param>
/// <param name="OtherApprover">Whoever approves must be another than the one who started the run. Null: anybody may.</param>
public sealed record TrainingPlan(
    TrainingJob Job,
    RunDataset Data,
    int Trials,
    double Minutes,
    string Metric,
    bool Approval,
    TimeSpan ApprovalTimeout,
    IReadOnlyList<Note> Notes,
    bool? Refit = null,
    bool? OtherApprover = null
);

/// <summary>Asks for the next trials.</summary>
/// <param name="Job">The training.</param>
/// <param name="Completed">Trials that ended, all of the rounds before.</param>
/// <param name="Remaining">Trials that the budget still allows.</param>
public sealed record ProposeTrials(TrainingJob Job, int Completed, int Remaining) : ITracedJob;

/// <summary>The next trials, to be run side by side; none: the search has nothing left to try.</summary>
/// <param name="Numbers">Trial numbers; their parameters are in the trials table.</param>
/// <param name="Stopped">Somebody asked the search to end with what has been tried.</param>
public sealed record TrialRound(IReadOnlyList<int> Numbers, bool Stopped = false);

/// <summary>Runs one trial.</summary>
/// <param name="Job">The training.</param>
/// <param name="Number">The trial.</param>
/// <param name="Budget">The time it may take; null: no limit, as in a rebuild and in older histories.</param>
public sealed record TrainCandidate(TrainingJob Job, int Number, TrialBudget? Budget = null) : ITracedJob;

/// <summary>The time that a trial may take.</summary>
/// <param name="From">When its round was proposed.</param>
/// <param name="Until">When the search's minutes are over.</param>
public sealed record TrialBudget(DateTimeOffset From, DateTimeOffset Until)
{
    /// <summary>
    /// When a trial is cut. A process that started after the round was proposed goes on with an interrupted run: the
    /// time in between is not the trial's.
    /// </summary>
    /// <param name="started">When the process started.</param>
    public DateTimeOffset CutAt(DateTimeOffset started) => started > From ? started + (Until - From) : Until;
}

/// <summary>How far a trial is.</summary>
/// <param name="Number">The trial.</param>
/// <param name="Trainer">Its trainer.</param>
/// <param name="Seconds">How long it has worked.</param>
/// <param name="Fraction">Done, 0 to 1; null where the trainer cannot tell.</param>
public sealed record TrialProgress(int Number, string Trainer, double Seconds, double? Fraction);

/// <summary>One trial's result.</summary>
/// <param name="Number">The trial.</param>
/// <param name="Trainer">The trainer.</param>
/// <param name="Value">The metric on the validation rows; NaN where the trial failed.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Cut">The search's time was over before it ended: it does not count.</param>
public sealed record TrialResult(int Number, string Trainer, double Value, double Seconds, bool Cut = false);

/// <summary>Fits the winner again on training and validation rows.</summary>
/// <param name="Job">The training.</param>
/// <param name="Trials">Trials that were proposed; the winner is chosen among those of them that counted.</param>
public sealed record FitWinner(TrainingJob Job, int Trials) : ITracedJob;

/// <summary>The model that will be judged.</summary>
/// <param name="Digest">Its artifact.</param>
/// <param name="Trial">The trial that won.</param>
/// <param name="Trainer">Its trainer.</param>
/// <param name="Notes">What a reader should know.</param>
/// <param name="Answers">How its scores become answers, where this step rather than the trial found that; null in
/// older histories.</param>
/// <param name="Environment">Where it was fitted; null in older histories.</param>
public sealed record FittedModel(
    string Digest,
    int Trial,
    string Trainer,
    IReadOnlyList<Note> Notes,
    IReadOnlyList<Note>? Answers = null,
    RunEnvironment? Environment = null
);

/// <summary>Makes a model of an ONNX file.</summary>
/// <param name="Job">What it is judged on.</param>
/// <param name="Onnx">The file.</param>
public sealed record ImportModel(TrainingJob Job, OnnxSource Onnx) : ITracedJob;

/// <summary>Scores a model, the champion and the baseline on the same test rows and judges.</summary>
/// <param name="Job">The training.</param>
/// <param name="Model">The candidate's artifact.</param>
/// <param name="Trial">The trial that won; null in older histories.</param>
public sealed record EvaluateModel(TrainingJob Job, string Model, int? Trial = null) : ITracedJob;

/// <summary>What evaluation found.</summary>
/// <param name="Report">Digest of the whole report's artifact.</param>
/// <param name="Metrics">Test-set metrics by name.</param>
/// <param name="Verdict">What the gates said.</param>
/// <param name="Champion">The version that was compared with; null where none serves.</param>
/// <param name="Notes">What a reader of the run should know; null: nothing.</param>
/// <param name="Judged">What the gates judged by, where it is not the test rows alone; null: it is.</param>
/// <param name="MayShadow">Whether the version may shadow the champion although its gates did not bless it; null: not.</param>
public sealed record EvaluationOutcome(
    string Report,
    IReadOnlyDictionary<string, double> Metrics,
    GateVerdict Verdict,
    int? Champion,
    IReadOnlyList<Note>? Notes = null,
    JudgedRows? Judged = null,
    bool? MayShadow = null
);

/// <summary>More rows than the test rows, which the gates of few rows judge by.</summary>
/// <param name="Rows">How many there are, test rows among them.</param>
/// <param name="TestRows">How many of them are test rows.</param>
/// <param name="Metrics">Metrics on all of them, by name.</param>
public sealed record JudgedRows(int Rows, int TestRows, IReadOnlyDictionary<string, double> Metrics);

/// <summary>Trains on all rows, the held-out ones too, by the recipe of a judged model.</summary>
/// <param name="Job">The training.</param>
/// <param name="Judged">The model that was judged.</param>
/// <param name="Report">Digest of its evaluation, with which the refitted model is compared; null: no comparison, as
/// in a rebuild.</param>
public sealed record RefitModel(TrainingJob Job, FittedModel Judged, string? Report) : ITracedJob;

/// <summary>Makes a model an immutable version.</summary>
/// <param name="Job">The training.</param>
/// <param name="Fitted">The model that is to serve.</param>
/// <param name="Trials">Trials that were proposed, those that were cut among them.</param>
/// <param name="Evaluation">What evaluation found.</param>
/// <param name="Trigger">What started the run.</param>
/// <param name="By">Who started the run.</param>
/// <param name="Reason">The reason given.</param>
/// <param name="Judged">Artifact of the model that was judged; null: <paramref name="Fitted"/> was.</param>
/// <param name="Onnx">The file that the model is, trained elsewhere; null: it was trained here.</param>
public sealed record RegisterModel(
    TrainingJob Job,
    FittedModel Fitted,
    int Trials,
    EvaluationOutcome Evaluation,
    RunTrigger Trigger,
    string By,
    string? Reason,
    string? Judged = null,
    OnnxSource? Onnx = null
) : ITracedJob;

/// <summary>A registered version.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Parameters">The winner's parameters, as fitted; null in older histories.</param>
public sealed record RegisteredModel(int Version, TrainerParameters? Parameters = null);

/// <summary>Brings a version into the live slot.</summary>
/// <param name="Run">The run that made it.</param>
/// <param name="Model">The model.</param>
/// <param name="Version">The version.</param>
/// <param name="Champion">The version it was compared with and may replace; null: none served.</param>
/// <param name="By">Who is responsible.</param>
/// <param name="Reason">Why.</param>
/// <param name="Approved">Whether a person has decided for it; null: the gates alone did; false: nobody decided in time, and
/// it is held.</param>
/// <param name="Trace">The W3C trace context of the run; null in older histories, and where it was not traced.</param>
public sealed record DeployCommand(
    string Run,
    string Model,
    int Version,
    int? Champion,
    string By,
    string Reason,
    bool? Approved = null,
    string? Trace = null
) : ITraced;

/// <summary>Whether a version took the live slot.</summary>
/// <param name="Deployed">It serves.</param>
/// <param name="Finding">What happened; stored as <c>sentence</c>.</param>
/// <param name="Rolling">Whether it is on its way instead, in shadow or canary; null: not.</param>
public sealed record DeployOutcome(bool Deployed, [property: JsonPropertyName("sentence")] Note Finding, bool? Rolling = null);

/// <summary>A person's answer to a run that waits.</summary>
/// <param name="Approved">Whether to deploy.</param>
/// <param name="By">Who answers.</param>
/// <param name="Reason">Why.</param>
/// <param name="Cancelled">Whether the run was cancelled instead.</param>
public sealed record Approval(bool Approved, string By, string? Reason, bool? Cancelled = null);

/// <summary>Checks a model for drift.</summary>
/// <param name="Check">The check's id; also its flow instance.</param>
/// <param name="Model">The model.</param>
/// <param name="File">A blob in the incoming container to check; null: what was asked of the model since the last check.</param>
/// <param name="By">Who asked.</param>
/// <param name="Trace">The W3C trace context of the request; null in older histories, and where it was not traced.</param>
public sealed record CheckDriftCommand(string Check, string Model, string? File, string By, string? Trace = null) : ITraced;

/// <summary>What a drift check found.</summary>
/// <param name="Drifted">Whether the data counts as drifted.</param>
/// <param name="Retrain">Whether the policy asks for a run.</param>
/// <param name="Decision">The decision; null in histories of before it was kept.</param>
/// <param name="Run">The run that was started, if any.</param>
public sealed record DriftOutcome(
    bool Drifted,
    bool Retrain,
    RetrainDecision? Decision,
    [property: JsonPropertyOrder(1)] string? Run = null
)
{
    /// <summary>The decision in words.</summary>
    public string Sentence
    {
        get => Decision?.Sentence ?? field;
        init;
    } = "";
}
