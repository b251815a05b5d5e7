namespace MLOpsFunctions.Learning.Clustering;

/// <summary>The sums of each cluster's rows: all that a step of k-means needs.</summary>
internal sealed class ClusterSums(int clusters, int width)
{
    private readonly double[] _sums = new double[clusters * width];
    private readonly double[] _shares = new double[clusters];

    /// <summary>The weighted sum of squared distances from the centres.</summary>
    public double Inertia { get; private set; }

    /// <summary>Adds a row to its cluster.</summary>
    public void Add(ReadOnlySpan<float> row, double share, (int Cluster, double Distance) nearest)
    {
        var sums = _sums.AsSpan(nearest.Cluster * width, width);
        for (var f = 0; f < width; f++)
        {
            sums[f] += share * row[f];
        }

        _shares[nearest.Cluster] += share;
        Inertia += share * nearest.Distance;
    }

    /// <summary>Adds the sums of another part of the rows.</summary>
    public void Add(ClusterSums other)
    {
        for (var i = 0; i < _sums.Length; i++)
        {
            _sums[i] += other._sums[i];
        }

        for (var cluster = 0; cluster < clusters; cluster++)
        {
            _shares[cluster] += other._shares[cluster];
        }

        Inertia += other.Inertia;
    }

    /// <summary>Moves each centre to the mean of its rows; one without rows stays. Returns whether any moved.</summary>
    public bool Move(double[] centres)
    {
        var moved = false;
        for (var i = 0; i < centres.Length; i++)
        {
            if (_shares[i / width] > 0)
            {
                var mean = _sums[i] / _shares[i / width];
                moved |= mean != centres[i];
                centres[i] = mean;
            }
        }

        return moved;
    }
}
