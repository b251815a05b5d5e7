namespace MLOpsFunctions.Storage;

/// <summary>Every container and table of the product. Rows' keys belong to the room that writes them.</summary>
public static class StorageNames
{
    /// <summary>Dropped files, <c>{model}/{file}</c>, with their receipts beside them.</summary>
    public const string IncomingContainer = "incoming";

    /// <summary>How a receipt's name ends; the rest is the file's. No dropped file has such a name.</summary>
    public const string ReceiptSuffix = ".receipt.json";

    /// <summary>What teams say of their models, <c>{model}.json</c>.</summary>
    public const string DefinitionsContainer = "definitions";

    /// <summary>Everything that is named by its own SHA-256.</summary>
    public const string ArtifactsContainer = "artifacts";

    /// <summary>Rows set aside, as JSON lines, <c>{model}/{file}.{run}.jsonl</c>.</summary>
    public const string QuarantineContainer = "quarantine";

    /// <summary>Files sent for a drift check, <c>{model}/{file}</c>; they train nothing.</summary>
    public const string UploadsContainer = "uploads";

    /// <summary>Predictions that were given, in batches.</summary>
    public const string PredictionsContainer = "predictions";

    /// <summary>Heads of ledgers, <c>{model}/{entries}-{hash}.json</c>. On Azure nobody can change or delete them.</summary>
    public const string AnchorsContainer = "anchors";

    /// <summary>A row a run.</summary>
    public const string RunsTable = "runs";

    /// <summary>A partition a model: its data sets.</summary>
    public const string DatasetsTable = "datasets";

    /// <summary>A partition a run: its trials.</summary>
    public const string TrialsTable = "trials";

    /// <summary>A partition a model: versions, aliases, deployment and ledger, which change together.</summary>
    public const string ModelsTable = "models";

    /// <summary>The models there are.</summary>
    public const string CatalogTable = "catalog";

    /// <summary>A partition a model: drift reports.</summary>
    public const string DriftTable = "drift";

    /// <summary>A partition a model: ground truth that came after the prediction.</summary>
    public const string FeedbackTable = "feedback";

    /// <summary>When each timer last fired.</summary>
    public const string TimersTable = "timers";
}
