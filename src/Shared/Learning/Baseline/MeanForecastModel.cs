using MLOpsFunctions.Features;

namespace MLOpsFunctions.Learning.Baseline;

/// <summary>
/// Answers the mean of some lag features that are forecasts by themselves. Their errors partly cancel (Bates and Granger, The
/// combination of forecasts, Operational Research Quarterly 20, 1969). A feature that is missing in a row is left out there;
/// without any the answer is the level.
/// </summary>
/// <param name="values">The features with the forecasts, relative to the level.</param>
/// <param name="over">The feature with the base of answers less the level; -1: none.</param>
internal sealed class MeanForecastModel(int featureCount, int[] values, int over) : IModel, IExplainable
{
    public const string KindName = "mean-forecast";

    /// <summary>Most features of one model.</summary>
    private const int Most = 64;

    public string Kind => KindName;

    public int FeatureCount => featureCount;

    public int OutputCount => 1;

    public int MarginCount => 1;

    public static IModel Read(ModelBinaryReader reader)
    {
        var features = reader.ReadInt32("The number of features", 1, int.MaxValue);
        var values = new int[reader.ReadInt32("The number of forecasts", 1, Most)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = reader.ReadInt32("The feature of a forecast", 0, features - 1);
        }

        return new MeanForecastModel(features, values, reader.ReadInt32("The feature of the base", -1, features - 1));
    }

    public void Score(ReadOnlySpan<float> row, Span<double> output)
    {
        var (sum, count) = (0.0, 0);
        foreach (var value in values)
        {
            (sum, count) = float.IsNaN(row[value]) ? (sum, count) : (sum + row[value], count + 1);
        }

        output[0] = (count == 0 ? 0 : sum / count) - Base(row);
    }

    public void ScoreAll(FeatureMatrix features, Span<double> output, int threads)
    {
        var row = new float[featureCount];
        for (var r = 0; r < features.RowCount; r++)
        {
            features.CopyRow(r, row);
            Score(row, output[r..]);
        }
    }

    public void Margins(ReadOnlySpan<float> row, Span<double> margins) => Score(row, margins);

    public void Explain(ReadOnlySpan<float> row, Span<double> contributions)
    {
        contributions.Clear();
        var count = 0;
        foreach (var value in values)
        {
            count += float.IsNaN(row[value]) ? 0 : 1;
        }

        foreach (var value in values)
        {
            contributions[value] += float.IsNaN(row[value]) ? 0 : row[value] / (double)count;
        }

        if (over >= 0)
        {
            contributions[over] -= Base(row);
        }
    }

    public void ExplainAll(FeatureMatrix features, Span<double> contributions, int threads)
    {
        var row = new float[featureCount];
        for (var r = 0; r < features.RowCount; r++)
        {
            features.CopyRow(r, row);
            Explain(row, contributions.Slice(r * (featureCount + 1), featureCount + 1));
        }
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(featureCount);
        writer.Write(values.Length);
        Array.ForEach(values, writer.Write);
        writer.Write(over);
    }

    private double Base(ReadOnlySpan<float> row) => over < 0 || float.IsNaN(row[over]) ? 0 : row[over];
}
