using System.Text.Json;
using System.Text.Json.Serialization;

namespace MLOpsFunctions.Api.OpenApi;

// The shapes of documents that are read or written in parts; they stand for them in the OpenAPI document.

/// <summary>Rows to predict.</summary>
/// <param name="Rows">A value by column, one entry a row. Null is a missing cell.</param>
internal sealed record PredictRequest(IReadOnlyList<IReadOnlyDictionary<string, JsonElement>> Rows);

/// <summary>Predictions in the order of the rows.</summary>
/// <param name="Version">The version that answered.</param>
/// <param name="Unexplained">Why there are no reasons, where reasons were asked for.</param>
/// <param name="Missing">Inputs that no row has.</param>
/// <param name="Notes">What a caller should know of all rows.</param>
/// <param name="Predictions">A prediction a row.</param>
internal sealed record PredictAnswer(
    string Model,
    int Version,
    string? Unexplained,
    IReadOnlyList<string>? Missing,
    IReadOnlyList<string>? Notes,
    IReadOnlyList<PredictedRow> Predictions
);

/// <summary>One prediction.</summary>
/// <param name="Id">Names it, for feedback.</param>
/// <param name="Version">The version that answered.</param>
/// <param name="Prediction">A number, or a class by name.</param>
/// <param name="Low">Of a forecast: the lower end of its interval.</param>
/// <param name="High">Of a forecast: the upper end of its interval.</param>
/// <param name="Distance">Of clustering: the distance to the cluster's centre.</param>
/// <param name="Anomaly">Of anomaly detection: yes or no.</param>
/// <param name="Probability">Of classes: the probability of the class that was chosen.</param>
/// <param name="Probabilities">Of classes: the probability of each.</param>
/// <param name="Notes">What a caller should know of this row.</param>
/// <param name="Base">With reasons: what the model expects knowing nothing of the row.</param>
/// <param name="Reasons">What each column added, the strongest first.</param>
internal sealed record PredictedRow(
    string Id,
    int Version,
    JsonElement Prediction,
    double? Low,
    double? High,
    double? Distance,
    bool? Anomaly,
    double? Probability,
    IReadOnlyDictionary<string, double>? Probabilities,
    IReadOnlyList<string>? Notes,
    double? Base,
    IReadOnlyList<PredictedReason>? Reasons
);

/// <summary>What a column added to a prediction.</summary>
/// <param name="Contribution">What it added to the margin.</param>
/// <param name="Words">Of a text: the words that counted most.</param>
internal sealed record PredictedReason(string Column, double Contribution, IReadOnlyList<PredictedWord>? Words);

/// <summary>What a word of a text added to a prediction.</summary>
/// <param name="Contribution">What it added to the margin.</param>
internal sealed record PredictedWord(string Word, double Contribution);

/// <summary>Rows in one of the shapes of MLflow's scoring server; exactly one part is there.</summary>
/// <param name="DataframeSplit">Column names and rows of values.</param>
/// <param name="DataframeRecords">A value by column, one entry a row.</param>
/// <param name="Inputs">A list of values by column, or rows.</param>
/// <param name="Instances">Rows.</param>
internal sealed record InvocationRequest(
    [property: JsonPropertyName("dataframe_split")] JsonElement? DataframeSplit,
    [property: JsonPropertyName("dataframe_records")] IReadOnlyList<JsonElement>? DataframeRecords,
    JsonElement? Inputs,
    IReadOnlyList<JsonElement>? Instances
);

/// <summary>Predictions in the order of the rows.</summary>
/// <param name="Predictions">A number, or a class, a row.</param>
/// <param name="Missing">Inputs that no row has.</param>
/// <param name="Notes">What a caller should know of all rows.</param>
internal sealed record InvocationAnswer(
    IReadOnlyList<JsonElement> Predictions,
    IReadOnlyList<string>? Missing,
    IReadOnlyList<string>? Notes
);
