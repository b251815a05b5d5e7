using MLOpsFunctions.Features;

namespace MLOpsFunctions.Training;

/// <summary>Rows as a model takes them.</summary>
/// <param name="Features">The features.</param>
/// <param name="Scale">What a forecast's answers are counted from and in; null: they are what they are.</param>
internal sealed record EncodedRows(FeatureMatrix Features, SeriesScale? Scale);
