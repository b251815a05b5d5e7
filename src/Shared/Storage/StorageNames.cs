namespace MLOpsFunctions.Storage;

/// <summary>Every container and table of the product. The layer that writes a row chooses its key.</summary>
public static class StorageNames
{
    /// <summary>Dropped files, <c>{model}/{file}</c>, with their receipts beside them.</summary>
    public const string IncomingContainer = "incoming";

    /// <summary>The end of a receipt's name; the rest is the file's name. No dropped file has such a name.</summary>
    public const string ReceiptSuffix = ".receipt.json";

    /// <summary>Files to predict, <c>{model}/{file}</c>, with their predictions, refused rows and receipts beside them.</summary>
    public const string ScoreContainer = "score";

    /// <summary>The end of the name of a file's predictions.</summary>
    public const string PredictionsSuffix = ".predictions.csv";

    /// <summary>The end of the name of a file's rows that got no prediction.</summary>
    public const string RefusedRowsSuffix = ".quarantine.csv";

    /// <summary>Containers whose files start runs.</summary>
    public static readonly IReadOnlyList<string> DropContainers = [IncomingContainer, ScoreContainer];

    /// <summary>Whether the product itself writes files of such a name into a container: nobody may drop one.</summary>
    /// <param name="container">One of <see cref="DropContainers"/>.</param>
    /// <param name="name">The file's name.</param>
    public static bool IsOutput(string container, string name) =>
        name.EndsWith(ReceiptSuffix, StringComparison.Ordinal)
        || (
            container == ScoreContainer
            && (name.EndsWith(PredictionsSuffix, StringComparison.Ordinal) || name.EndsWith(RefusedRowsSuffix, StringComparison.Ordinal))
        );

    /// <summary>
    /// Definitions of models, <c>{model}.json</c>, and the texts that earlier data were read by,
    /// <c>{model}/{digest of the completed definition}.json</c>.
    /// </summary>
    public const string DefinitionsContainer = "definitions";

    /// <summary>Artifacts, named by their own SHA-256.</summary>
    public const string ArtifactsContainer = "artifacts";

    /// <summary>Rows set aside, as JSON lines, <c>{model}/{file}.{run}.jsonl</c>.</summary>
    public const string QuarantineContainer = "quarantine";

    /// <summary>Files sent for a drift check, <c>{model}/{file}</c>; nothing is trained on them.</summary>
    public const string UploadsContainer = "uploads";

    /// <summary>Stored predictions, in batches.</summary>
    public const string PredictionsContainer = "predictions";

    /// <summary>Heads of ledgers, <c>{model}/{entries}-{hash}.json</c>. On Azure nobody can change or delete them.</summary>
    public const string AnchorsContainer = "anchors";

    /// <summary>Runs, one row each.</summary>
    public const string RunsTable = "runs";

    /// <summary>Data sets, one partition for each model.</summary>
    public const string DatasetsTable = "datasets";

    /// <summary>Trials, one partition for each run.</summary>
    public const string TrialsTable = "trials";

    /// <summary>Versions, aliases, deployment and ledger, one partition for each model; they change together.</summary>
    public const string ModelsTable = "models";

    /// <summary>All models.</summary>
    public const string CatalogTable = "catalog";

    /// <summary>Drift reports, decisions on retraining, live performance; one partition for each model.</summary>
    public const string DriftTable = "drift";

    /// <summary>Ground truth that came after the prediction, one partition for each model.</summary>
    public const string FeedbackTable = "feedback";

    /// <summary>What versions did in the stages of their rollouts, one partition for each model.</summary>
    public const string StatisticsTable = "statistics";

    /// <summary>Notifications of all models, and each attempt to deliver them.</summary>
    public const string NotificationsTable = "notifications";

    /// <summary>Reviews of models by people, one partition for each model.</summary>
    public const string ReviewsTable = "reviews";

    /// <summary>When each timer last fired.</summary>
    public const string TimersTable = "timers";
}
