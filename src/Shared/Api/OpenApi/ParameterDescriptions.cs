namespace MLOpsFunctions.Api.OpenApi;

/// <summary>A parameter of a path or a query, for people.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Example">A value that works.</param>
/// <param name="IsNumber">Whether it is a whole number.</param>
internal sealed record ParameterDescription(string Text, string Example, bool IsNumber = false);

/// <summary>The words and examples of parameters, which mean the same on every route.</summary>
internal static class ParameterDescriptions
{
    private static readonly Dictionary<string, ParameterDescription> All = new(StringComparer.Ordinal)
    {
        ["model"] = new("The model's name: lower-case letters, digits, hyphens.", "rentals"),
        ["file"] = new("The file's name.", "june.csv"),
        ["asset"] = new("A file of the page.", "scalar.js"),
        ["id"] = new("The run's id.", "rentals-3f9c2a7b51d04e68"),
        ["version"] = new("The version's number, 'champion' or 'challenger'.", "1"),
        ["resource"] = new("What MLflow's client asks for.", "experiments"),
        ["action"] = new("What is done with it.", "search"),
        ["newTarget"] = new("Whether a version with another label or task may replace what serves.", "false"),
        ["label"] = new("The column to predict.", "rentals"),
        ["task"] = new("What to learn: binary, multiclass, regression, forecast, clustering or anomaly.", "regression"),
        ["by"] = new("Who asks, where no one is signed in.", "ann"),
        ["reason"] = new("Why.", "trained by the research team"),
        ["limit"] = new("Entries at most.", "50", IsNumber: true),
        ["days"] = new("How many days back.", "30", IsNumber: true),
        ["continuationToken"] = new("The token that came with the page before.", "cnVucwpyZW50YWxzLTNmOWMyYTdi"),
        ["at"] = new("A time in ISO 8601.", "2026-11-03T14:00:00Z"),
        ["explain"] = new("Whether each row says what each column added to its prediction.", "true"),
        ["experiment_id"] = new("MLflow: the experiment, which is a model.", "rentals"),
        ["experiment_name"] = new("MLflow: the experiment's name.", "rentals"),
        ["run_id"] = new("MLflow: the run.", "rentals-3f9c2a7b51d04e68"),
        ["run_uuid"] = new("MLflow: the run, by its older name.", "rentals-3f9c2a7b51d04e68"),
        ["metric_key"] = new("MLflow: the metric.", "rmse"),
        ["name"] = new("MLflow: the model.", "rentals"),
        ["alias"] = new("MLflow: champion or challenger.", "champion"),
        ["stages"] = new("MLflow: stages.", "None"),
        ["filter"] = new("MLflow: which entries.", "name = 'rentals'"),
        ["order_by"] = new("MLflow: in which order.", "name ASC"),
        ["max_results"] = new("MLflow: entries at most.", "100", IsNumber: true),
        ["page_token"] = new("MLflow: the token that came with the page before.", "MTAw"),
        ["view_type"] = new("MLflow: which entries by their state.", "ACTIVE_ONLY"),
    };

    /// <summary>The description of a parameter.</summary>
    /// <exception cref="KeyNotFoundException">It has none: add one here.</exception>
    public static ParameterDescription Of(string name) => All[name];
}
