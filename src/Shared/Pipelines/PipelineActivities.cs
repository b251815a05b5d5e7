namespace MLOpsFunctions.Pipelines;

/// <summary>Every activity's name and types. Histories contain the names, so they never change once released.</summary>
public static class PipelineActivities
{
    /// <summary>Creates or updates a run's record.</summary>
    public static readonly Activity<RunRecord, RunRecord> RecordRun = new("record-run");

    /// <summary>Turns a file into a data set version, or refuses it with a receipt.</summary>
    public static readonly Activity<IngestCommand, IngestOutcome> IngestFile = new("ingest-file");

    /// <summary>Keeps the decision on a requested training, and takes the model's turn for it.</summary>
    public static readonly Activity<TakeTurn, Turn> TakeTurn = new("take-turn");

    /// <summary>Resolves data set, definition and budget of a training.</summary>
    public static readonly Activity<TrainCommand, TrainingPlan> PlanTraining = new("plan-training");

    /// <summary>Resolves what an earlier run trained on and how, to repeat it.</summary>
    public static readonly Activity<ReproduceCommand, ReproductionPlan> PlanReproduction = new("plan-reproduction");

    /// <summary>Proposes the next trials and writes them to the trials table.</summary>
    public static readonly Activity<ProposeTrials, TrialRound> ProposeTrials = new("propose-trials");

    /// <summary>Trains one candidate and scores it on the validation rows.</summary>
    public static readonly Activity<TrainCandidate, TrialResult> TrainCandidate = new("train-candidate");

    /// <summary>Fits the winner on training and validation rows and stores the model.</summary>
    public static readonly Activity<FitWinner, FittedModel> FitWinner = new("fit-winner");

    /// <summary>Makes a model of an ONNX file, and tries it on the held-out rows.</summary>
    public static readonly Activity<ImportModel, FittedModel> ImportModel = new("import-model");

    /// <summary>Scores candidate, champion and baseline on the same test rows and judges.</summary>
    public static readonly Activity<EvaluateModel, EvaluationOutcome> EvaluateModel = new("evaluate-model");

    /// <summary>Trains on all rows by the recipe of a judged model, and stores the result.</summary>
    public static readonly Activity<RefitModel, FittedModel> RefitModel = new("refit-model");

    /// <summary>Makes the model an immutable version.</summary>
    public static readonly Activity<RegisterModel, RegisteredModel> RegisterModel = new("register-model");

    /// <summary>Verifies a version in the idle slot, then swaps by compare-and-swap.</summary>
    public static readonly Activity<DeployCommand, DeployOutcome> SwapSlot = new("swap-slot");

    /// <summary>Compares current data with the champion's training profile and asks the retrain policy.</summary>
    public static readonly Activity<CheckDriftCommand, DriftOutcome> CheckDrift = new("check-drift");

    /// <summary>Finds the version that predicts a file.</summary>
    public static readonly Activity<ScoreFileCommand, ScorePlan> PlanScoring = new("plan-scoring");

    /// <summary>Predicts every row of a file and writes predictions, refused rows and receipt beside it.</summary>
    public static readonly Activity<ScorePlan, ScoredFile> ScoreFile = new("score-file");
}
