using MLOpsFunctions.Data;

namespace MLOpsFunctions.Monitoring;

/// <summary>
/// The bins of numbers: missing, below the least training value, between the quantiles of the training rows, above the
/// greatest. The two outer bins show values that a constant column never had.
/// </summary>
internal class NumberBins : ColumnBins
{
    private readonly ColumnProfile _profile;
    private readonly double[] _edges;
    private readonly double[] _reference;
    private readonly double[] _points;
    private readonly double[] _pointRows;
    private readonly PointCounts _counts;

    public NumberBins(ColumnProfile profile, int rows)
        : base(profile.Name)
    {
        _profile = profile;
        _edges = profile.Numbers is { } numbers ? [numbers.Min, .. numbers.Edges, Math.BitIncrement(numbers.Max)] : [];
        _reference =
        [
            profile.Missing,
            0,
            .. profile.Numbers is { } summary ? [.. summary.Shares.Select(share => Math.Round(share * rows)), 0] : Array.Empty<double>(),
        ];
        (_points, _pointRows) = profile.Numbers is { Sketch: { } sketch } known ? Points(sketch, known.Max) : ([], []);
        _counts = new([.. _edges.Concat(_points).Distinct().Order()]);
    }

    public override ColumnSample Sample() => new(ColumnKind.Number, new(_reference, Bins())) { Numbers = Numbers() };

    protected override void Count(DataColumn current)
    {
        if (current is NumberColumn numbers)
        {
            Count(numbers.Values);
        }
        else
        {
            _counts.AddMissing(current.Length);
        }
    }

    protected void Count(ReadOnlySpan<double> values) => _counts.Add(values);

    protected void CountMissing(int rows) => _counts.AddMissing(rows);

    /// <summary>Current rows in the bins, which are parts between points put together.</summary>
    private double[] Bins() => [_counts.Missing, .. Between(_edges)];

    private NumberSample? Numbers()
    {
        if (_points.Length == 0 || _counts.Parts().Sum() == 0)
        {
            return null;
        }

        return new(_points, new(_pointRows, Between(_points)), _counts.Outside, _profile.Numbers!.Deviation);
    }

    /// <summary>
    /// The points of a sketch with the training rows between them. A value that many rows have is a part of its own, so
    /// that values between it and the next one show; behind the greatest value, too, the distributions may differ.
    /// </summary>
    private static (double[] Points, double[] Rows) Points(DistributionSketch sketch, double max)
    {
        var (points, rows, all) = (new List<double>(), new List<double> { 0 }, sketch.Rows.Sum(part => (double)part));
        for (var part = 0; part < sketch.Points.Count; part++)
        {
            points.Add(sketch.Points[part]);
            rows.Add(sketch.Rows[part]);
            if (sketch.Rows[part] > all / 128 && sketch.Points[part] < max)
            {
                points.Add(Math.BitIncrement(sketch.Points[part]));
                rows.Add(0);
            }
        }

        return ([.. points, Math.BitIncrement(max)], [.. rows, 0]);
    }

    /// <summary>Current values between some of the points.</summary>
    private double[] Between(double[] points)
    {
        var (between, parts, at) = (new double[points.Length + 1], _counts.Parts(), 0);
        for (var part = 0; part < parts.Length; part++)
        {
            at += part > 0 && at < points.Length && _counts.Points[part - 1] == points[at] ? 1 : 0;
            between[at] += parts[part];
        }

        return between;
    }
}
