using MLOpsFunctions.Features;

namespace MLOpsFunctions.Learning.Baseline;

/// <summary>
/// Repeats the past of a series by one of its lag features: the last value or the one a season before (Hyndman and
/// Athanasopoulos, Forecasting: Principles and Practice, 3rd edition, section 5.2), the usual value at that place of
/// its seasons, or the smoothed value. Without that feature it answers the level.
/// </summary>
/// <param name="value">The feature with the value, relative to the level.</param>
/// <param name="over">The feature with the base of answers less the level; -1: none.</param>
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

    /// <summary>The lag feature with the least error on the rows; null if there is no such feature.</summary>
    /// <param name="isTried">Whether a column, by its name, is tried.</param>
    /// <param name="isSquared">Whether errors are squared.</param>
    public static SeasonalNaiveModel? Fit(TrainingSet rows, Func<string, bool> isTried, bool isSquared = false)
    {
        var features = rows.Features.Features;
        var over = features.ToList().FindIndex(feature => LagFeatureNames.IsOver(feature.Source));
        return Enumerable
            .Range(0, features.Count)
            .Where(feature => isTried(features[feature].Source))
            .Select(feature => new SeasonalNaiveModel(features.Count, feature, over))
            .MinBy(model => model.MeanError(rows, isSquared));
    }

    private static double OrLevel(float value) => float.IsNaN(value) ? 0 : value;

    private double MeanError(TrainingSet rows, bool isSquared)
    {
        var (sum, answers) = (0.0, new double[rows.Features.RowCount]);
        ScoreAll(rows.Features, answers, threads: 1);
        for (var row = 0; row < answers.Length; row++)
        {
            var error = Math.Abs(rows.Labels[row] - answers[row]);
            sum += (rows.Weights?[row] ?? 1) * (isSquared ? error * error : error) / answers.Length;
        }

        return sum;
    }
}
