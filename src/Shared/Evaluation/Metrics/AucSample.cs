namespace MLOpsFunctions.Evaluation.Metrics;

/// <summary>
/// Area under the ROC curve: the chance that a row of class 1 is scored above a row of class 0, ties counting half
/// (Hanley and McNeil, Radiology 143, 1982). Rows are sorted once; a resample is then one pass over them in that order,
/// in whole numbers, so that the result is exact.
/// </summary>
internal sealed class AucSample : MetricSample
{
    /// <summary>
    /// In ascending order of the score: the row x 4, + 2 if its class is 1, + 1 if the next row's score differs.
    /// </summary>
    private readonly int[] _sorted;

    public AucSample(double[] scores, bool[] positive)
    {
        var (keys, order) = ((double[])scores.Clone(), new int[scores.Length]);
        for (var row = 0; row < order.Length; row++)
        {
            order[row] = row;
        }

        // Equal scores may be in any order: only whole ties are counted.
        Array.Sort(keys, order);
        _sorted = order;
        for (var i = 0; i < order.Length; i++)
        {
            var last = i + 1 == order.Length || keys[i] != keys[i + 1];
            order[i] = (order[i] << 2) | (positive[order[i]] ? 2 : 0) | (last ? 1 : 0);
        }
    }

    public override double Value(ReadOnlySpan<byte> counts)
    {
        var (twiceArea, below, positives, tiedBelow, tiedPositives) = (0L, 0L, 0L, 0, 0);
        foreach (var entry in _sorted)
        {
            int count = counts[entry >> 2];
            var ofPositive = count & -((entry >> 1) & 1);
            tiedPositives += ofPositive;
            tiedBelow += count - ofPositive;
            if ((entry & 1) != 0)
            {
                twiceArea += tiedPositives * ((2 * below) + tiedBelow);
                (below, positives, tiedBelow, tiedPositives) = (below + tiedBelow, positives + tiedPositives, 0, 0);
            }
        }

        return Share(twiceArea, below, positives);
    }

    public override double[] ByPart(ReadOnlySpan<int> parts, int count)
    {
        var tallies = new Tally[count];
        var tie = 0;
        foreach (var entry in _sorted)
        {
            if (parts[entry >> 2] is >= 0 and var part)
            {
                tallies[part].Add((entry & 2) != 0, tie);
            }

            tie += entry & 1;
        }

        return Array.ConvertAll(tallies, tally => tally.Finish());
    }

    private static double Share(long twiceArea, long negatives, long positives) =>
        negatives == 0 || positives == 0 ? double.NaN : twiceArea / (2.0 * negatives * positives);

    /// <summary>The same count for one part. A tie in the part is a subset of a tie in the whole.</summary>
    private struct Tally
    {
        private long _twiceArea,
            _below,
            _positives,
            _tiedBelow,
            _tiedPositives;
        private int _tie;

        public void Add(bool positive, int tie)
        {
            if (tie != _tie)
            {
                Close();
                _tie = tie;
            }

            _ = positive ? _tiedPositives++ : _tiedBelow++;
        }

        public double Finish()
        {
            Close();
            return Share(_twiceArea, _below, _positives);
        }

        private void Close()
        {
            _twiceArea += _tiedPositives * ((2 * _below) + _tiedBelow);
            (_below, _positives, _tiedBelow, _tiedPositives) = (_below + _tiedBelow, _positives + _tiedPositives, 0, 0);
        }
    }
}
