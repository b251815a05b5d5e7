namespace MLOpsFunctions.Monitoring;

/// <summary>A column then and now, as tests see it.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Bins">Its rows in bins; the first has the missing cells.</param>
internal sealed record ColumnSample(ColumnKind Kind, BinCounts Bins)
{
    /// <summary>The distributions of numbers, or of the lengths of texts; null where the profile has no sketch.</summary>
    public NumberSample? Numbers { get; init; }

    /// <summary>The words of texts; null where the profile has no sketch of them.</summary>
    public BinCounts[]? Words { get; init; }

    /// <summary>The common categories, in the order of the bins behind the missing one.</summary>
    public IReadOnlyList<string> Levels { get; init; } = [];

    /// <summary>Whether both sides have rows with a value.</summary>
    public bool HasValues => Bins.Reference.Skip(1).Any(rows => rows > 0) && Bins.Current.Skip(1).Any(rows => rows > 0);

    /// <summary>Whether most current rows have categories that the training rows had seldom or never.</summary>
    public bool IsReplaced { get; init; }
}

/// <summary>What a column holds, as far as drift tests differ by it.</summary>
internal enum ColumnKind
{
    /// <summary>Numbers.</summary>
    Number,

    /// <summary>Categories.</summary>
    Category,

    /// <summary>Texts, each of them new.</summary>
    Prose,
}

/// <summary>Two distributions of numbers by the same points; missing values are in neither.</summary>
/// <param name="Points">Values, ascending.</param>
/// <param name="Rows">Rows below the first point, from each point up to the next, and from the last on.</param>
/// <param name="Outside">By how much current values exceed the greatest of training, or fall short of the least, in all.</param>
/// <param name="Deviation">Standard deviation of the training values; 0: all are the same.</param>
internal sealed record NumberSample(double[] Points, BinCounts Rows, double Outside, double Deviation)
{
    /// <summary>Share of the training rows below each point.</summary>
    public double[] ReferenceBelow { get; } = Below(Rows.Reference);

    /// <summary>Share of the current rows below each point.</summary>
    public double[] CurrentBelow { get; } = Below(Rows.Current);

    /// <summary>The least point that half of the rows are below, or the greatest point.</summary>
    public double Median(double[] below)
    {
        var at = Array.FindIndex(below, share => share >= 0.5);
        return Points[at < 0 ? ^1 : at];
    }

    private static double[] Below(double[] rows)
    {
        var (below, sum, all) = (new double[rows.Length - 1], 0d, rows.Sum());
        for (var point = 0; point < below.Length; point++)
        {
            sum += rows[point];
            below[point] = sum / all;
        }

        return below;
    }
}
