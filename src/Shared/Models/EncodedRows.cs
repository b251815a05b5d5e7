using MLOpsFunctions.Features;
using MLOpsFunctions.Forecasting;

namespace MLOpsFunctions.Models;

/// <summary>Rows in the form that a model takes.</summary>
/// <param name="Scale">The scale of a forecast's answers; null: answers have none.</param>
internal sealed record EncodedRows(FeatureMatrix Features, SeriesScale? Scale);
