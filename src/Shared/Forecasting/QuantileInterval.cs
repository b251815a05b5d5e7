using MLOpsFunctions.Data;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Forecasting;

/// <summary>
/// An interval between two quantiles. Each is learned by its pinball loss (Koenker and Bassett, Regression Quantiles,
/// 1978). Then both ends are moved by one margin until the interval contains the declared share of rows that neither
/// had learned from (Romano, Patterson and Candes, Conformalized Quantile Regression, NeurIPS 2019). It is valid as
/// long as the series do not change their behaviour.
/// </summary>
/// <param name="Plan">The feature plan of both.</param>
/// <param name="Low">The lower quantile, in units of the series.</param>
/// <param name="High">The upper quantile.</param>
/// <param name="Share">Share of the true values that it should contain, above 0 and below 1.</param>
/// <param name="Margin">The distance by which each end was moved outwards, in units of the series.</param>
internal sealed record QuantileInterval(FeaturePlan Plan, IModel Low, IModel High, double Share, double Margin) : ForecastInterval(Share)
{
    /// <summary>
    /// Small trees in small steps, each on a sample of the rows: extreme quantiles have few rows on their far side.
    /// </summary>
    private static readonly TrainerParameters Parameters = new()
    {
        ["trees"] = 120,
        ["learningRate"] = 0.06,
        ["leaves"] = 15,
        ["minLeaf"] = 40,
        ["l2"] = 3,
        ["columnShare"] = 0.6,
        ["rowShare"] = 0.8,
    };

    /// <summary>Learns the quantiles from training rows, and the margin from validation rows.</summary>
    /// <param name="plan">The feature plan of the rows, native.</param>
    /// <param name="training">The training rows.</param>
    /// <param name="validation">Rows that are not among them.</param>
    /// <param name="share">Share of the true values to contain.</param>
    /// <param name="context">What surrounds the training.</param>
    public static QuantileInterval Fit(
        FeaturePlan plan,
        TrainingSet training,
        TrainingSet validation,
        double share,
        TrainingContext context
    )
    {
        // Each row has the same probability of being inside, whatever the size of its series.
        var rows = training with
        {
            Weights = null,
        };
        IModel Quantile(double quantile) =>
            new BoostedTreesTrainer()
                .Train(rows, null, new(Parameters) { ["quantile"] = quantile }, context with { Objective = "quantile" })
                .Model;
        var (low, high) = (Quantile((1 - share) / 2), Quantile((1 + share) / 2));
        var (lows, highs) = (Score(low, validation.Features, context.Threads), Score(high, validation.Features, context.Threads));
        var outside = validation.Labels.Select((label, row) => Math.Max(lows[row] - label, label - highs[row])).Order().ToArray();
        var place = Math.Min(outside.Length, (int)Math.Ceiling((outside.Length + 1) * share)) - 1;
        return new(plan, low, high, share, outside[place]);
    }

    /// <inheritdoc/>
    protected override (double[] Lows, double[] Highs) Near(
        SeriesPlan plan,
        DataFrame rows,
        SeriesScale scale,
        double[] answers,
        int threads
    )
    {
        var features = Plan.Encode(rows, threads: threads);
        var lows = scale.Restore(Array.ConvertAll(Score(Low, features, threads), low => low - Margin));
        var highs = scale.Restore(Array.ConvertAll(Score(High, features, threads), high => high + Margin));
        return (
            [.. lows.Select((low, row) => Math.Min(low, answers[row]))],
            [.. highs.Select((high, row) => Math.Max(high, answers[row]))]
        );
    }

    private static double[] Score(IModel model, FeatureMatrix features, int threads)
    {
        var scores = new double[features.RowCount];
        model.ScoreAll(features, scores, threads);
        return scores;
    }
}
