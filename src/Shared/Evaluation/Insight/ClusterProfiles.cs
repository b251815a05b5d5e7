using System.Globalization;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Features.Encoders;
using MLOpsFunctions.Learning.Clustering;
using MLOpsFunctions.Models;

namespace MLOpsFunctions.Evaluation.Insight;

/// <summary>Describes clusters in terms of the data.</summary>
internal static class ClusterProfiles
{
    /// <summary>The clusters of a model, in order of their numbers.</summary>
    /// <param name="model">A model whose scores come from <see cref="KMeansModel"/>.</param>
    /// <param name="rows">Its training rows, as its plan encodes them.</param>
    /// <param name="threads">Threads to use; never changes the result.</param>
    public static IReadOnlyList<ClusterProfile> Of(TrainedModel model, FeatureMatrix rows, int threads)
    {
        var clusters = (KMeansModel)model.Model;
        var sizes = model.Predict(new EncodedRows(rows, null), threads).Values.CountBy(number => (int)number).ToDictionary();
        var centres = clusters.Numbers.Select((_, cluster) => clusters.Centre(cluster).ToArray()).ToArray();
        return
        [
            .. clusters.Numbers.Select(
                (number, cluster) => Profile(number, sizes.GetValueOrDefault(number), centres[cluster], Apart(model.Plan, centres, cluster))
            ),
        ];

        ClusterProfile Profile(int number, int size, double[] centre, NearestCluster? apart) =>
            new(number, size, (double)size / rows.RowCount, Centre(model.Plan, centre))
            {
                Apart = apart is null ? null : apart with { Cluster = clusters.Numbers[apart.Cluster] },
            };
    }

    /// <summary>
    /// The difference between a cluster and the one whose centre is nearest: each column's share of the squared
    /// distance between the centres.
    /// </summary>
    private static NearestCluster? Apart(FeaturePlan plan, double[][] centres, int cluster)
    {
        double Squared(int other) => centres[cluster].Zip(centres[other], (a, b) => (a - b) * (a - b)).Sum();
        var others = Enumerable.Range(0, centres.Length).Where(other => other != cluster && Squared(other) > 0).ToList();
        if (others.Count == 0)
        {
            return null;
        }

        var (nearest, shares, from) = (others.MinBy(Squared), new List<FeatureImportance>(), 0);
        foreach (var column in plan.Columns)
        {
            var width = ColumnEncoder.Features(column, plan.Encoding).Count();
            var own = Enumerable
                .Range(from, width)
                .Sum(f => (centres[cluster][f] - centres[nearest][f]) * (centres[cluster][f] - centres[nearest][f]));
            shares.Add(new(column.Column, own / Squared(nearest)));
            from += width;
        }

        return new(nearest, [.. shares.OrderByDescending(share => share.Share).ThenBy(share => share.Feature, StringComparer.Ordinal)]);
    }

    private static List<CentreColumn> Centre(FeaturePlan plan, double[] centre)
    {
        var (columns, from) = (new List<CentreColumn>(), 0);
        foreach (var column in plan.Columns)
        {
            var features = ColumnEncoder.Features(column, plan.Encoding).ToArray();
            columns.Add(Decode(column, features, centre.AsSpan(from, features.Length)));
            from += features.Length;
        }

        return columns;
    }

    /// <summary>Converts features back to the column's unit.</summary>
    private static CentreColumn Decode(ColumnPlan plan, FeatureInfo[] features, ReadOnlySpan<double> centre)
    {
        switch (plan.Type)
        {
            case ColumnType.Number:
                return new(plan.Column, FormatValue(plan.Number!.Scale!.Mean + (centre[0] * plan.Number.Scale.Deviation)));
            case ColumnType.Time:
                var elapsed = Array.FindIndex(features, feature => feature.Name == $"{plan.Column}.elapsed");
                var days = plan.Time!.Scale!.Mean + (centre[elapsed] * plan.Time.Scale.Deviation);
                var minutes = Math.Round((plan.Time.Origin / (double)TimeSpan.TicksPerMinute) + (days * 24 * 60));
                var ticks = Math.Clamp(
                    minutes * TimeSpan.TicksPerMinute,
                    DateTime.MinValue.Ticks,
                    DateTime.MaxValue.Ticks - TimeSpan.TicksPerDay
                );
                return new(
                    plan.Column,
                    new DateTime((long)ticks, DateTimeKind.Utc).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)
                );
            case ColumnType.Text when plan.Text is { } text:
                // The feature after the levels means a missing cell; the length of the text may follow.
                var most = 0;
                for (var code = 1; code <= text.Codes; code++)
                {
                    most = centre[code] > centre[most] ? code : most;
                }

                return new(plan.Column, most < text.Codes ? text.NameOf(most) : "(missing)", Math.Clamp(centre[most], 0, 1));
            default:
                // Of prose only the length is used, as a logarithm.
                var length = Math.Exp(plan.Prose!.Length!.Mean + (centre[0] * plan.Prose.Length.Deviation)) - 1;
                return new(plan.Column, string.Create(CultureInfo.InvariantCulture, $"{Math.Round(length):0} characters"));
        }
    }

    private static string FormatValue(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
