using MLOpsFunctions.Features;
using MLOpsFunctions.Forecasting;

namespace MLOpsFunctions.Models;

/// <summary>Rows as a model takes them.</summary>
/// <param name="Features">The features.</param>
/// <param name="Scale">What a forecast's answers are counted from and in; null: they are what they are.</param>
internal sealed record EncodedRows(FeatureMatrix Features, SeriesScale? Scale);
