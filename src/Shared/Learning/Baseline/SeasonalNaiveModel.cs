using MLOpsFunctions.Features;

namespace MLOpsFunctions.Learning.Baseline;

/// <summary>
/// Says that a series will be as it was, by one of the columns that are made of its past: at its last value or at the
/// one a season before (Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 3rd edition, section 5.2), as
/// usual at that place of its seasons, or where smoothing sees it. Where that is not known, at its level.
/// </summary>
/// <param name="featureCount">Features.</param>
/// <param name="value">The feature that holds the value, relative to the level.</param>
/// <param name="over">The feature that says how far the base, from which answers are counted, lies over the level; -1: not at all.</param>
internal sealed class SeasonalNaiveModel(int featureCount, int value, int over) : IModel, IExplainable
{
    public const string KindName = "seasonal-naive";

    public string Kind => KindName;

    public int FeatureCount => featureCount;

    public int OutputCount => 1;

    public int MarginCount => 1;

    public static IModel Read(ModelBinaryReader reader)
    {
        var features = reader.ReadInt32("The number of features", 1, int.MaxValue);
        return new SeasonalNaiveModel(
            features,
            reader.ReadInt32("The feature of the value", 0, features - 1),
            reader.ReadInt32("The feature of the base", -1, features - 1)
        );
    }

    public void Score(ReadOnlySpan<float> row, Span<double> output) =>
        output[0] = OrLevel(row[value]) - (over < 0 ? 0 : OrLevel(row[over]));

    public void ScoreAll(FeatureMatrix features, Span<double> output, int threads)
    {
        for (var row = 0; row < features.RowCount; row++)
        {
            output[row] = OrLevel(features.Columns[value][row]) - (over < 0 ? 0 : OrLevel(features.Columns[over][row]));
        }
    }

    public void Margins(ReadOnlySpan<float> row, Span<double> margins) => Score(row, margins);

    public void Explain(ReadOnlySpan<float> row, Span<double> contributions)
    {
        contributions.Clear();
        contributions[value] = OrLevel(row[value]);
        if (over >= 0)
        {
            contributions[over] -= OrLevel(row[over]);
        }
    }

    public void ExplainAll(FeatureMatrix features, Span<double> contributions, int threads)
    {
        var row = new float[features.FeatureCount];
        for (var r = 0; r < features.RowCount; r++)
        {
            features.CopyRow(r, row);
            Explain(row, contributions.Slice(r * (featureCount + 1), featureCount + 1));
        }
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(featureCount);
        writer.Write(value);
        writer.Write(over);
    }

    /// <summary>The one that errs least on the rows of those by a column of the past; null where there is no such column.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="isTried">Whether a column, by its name, is tried.</param>
    public static SeasonalNaiveModel? Fit(TrainingSet rows, Func<string, bool> isTried)
    {
        var features = rows.Features.Features;
        var over = features.ToList().FindIndex(feature => LagFeatureNames.IsOver(feature.Source));
        return Enumerable
            .Range(0, features.Count)
            .Where(feature => isTried(features[feature].Source))
            .Select(feature => new SeasonalNaiveModel(features.Count, feature, over))
            .MinBy(model => model.MeanError(rows));
    }

    private static double OrLevel(float value) => float.IsNaN(value) ? 0 : value;

    private double MeanError(TrainingSet rows)
    {
        var (sum, answers) = (0.0, new double[rows.Features.RowCount]);
        ScoreAll(rows.Features, answers, threads: 1);
        for (var row = 0; row < answers.Length; row++)
        {
            sum += (rows.Weights?[row] ?? 1) * Math.Abs(rows.Labels[row] - answers[row]) / answers.Length;
        }

        return sum;
    }
}
