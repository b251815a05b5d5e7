namespace MLOpsFunctions.Training.Boosting;

/// <summary>Finds the best split of a leaf on one feature from its histogram.</summary>
/// <param name="matrix">The binned rows' layout.</param>
/// <param name="rules">What is allowed.</param>
/// <param name="scale">What a step is worth.</param>
/// <param name="monotone">By feature: +1 never falls, -1 never rises, 0 free.</param>
internal sealed class SplitFinder(BinnedMatrix matrix, SplitRules rules, GradientScale scale, sbyte[] monotone)
{
    /// <summary>The best split on a feature, or null where none gains enough.</summary>
    public Split? Find(LeafStatistics leaf, ReadOnlySpan<long> histogram, int feature)
    {
        var bins = matrix.Features[feature];
        var cells = histogram.Slice(matrix.SlotOffsets[feature], bins.Slots);
        return bins.IsCategorical ? FindCategorical(leaf, bins, cells, feature) : FindNumeric(leaf, bins, cells, feature);
    }

    /// <summary>Rows that a hessian sum stands for: exact where every row has one step, otherwise in proportion.</summary>
    private double Rows(LeafStatistics leaf, long hessian) => scale.CountsRows ? hessian : (double)hessian / leaf.Sum.Hessian * leaf.Rows;

    private Split? FindNumeric(LeafStatistics leaf, FeatureBins bins, ReadOnlySpan<long> cells, int feature)
    {
        var missing = scale.Unpack(cells[bins.MissingBin]);
        var hasMissing = missing != default;
        var (bestGain, bestBin, bestMissingLeft, bestLeft) = (Threshold(leaf), -1, false, default(GradientSum));
        var left = default(GradientSum);
        var last = hasMissing && bins.SplitsOffMissing ? bins.BinCount - 1 : bins.BinCount - 2;
        for (var bin = 0; bin <= last; bin++)
        {
            left += scale.Unpack(cells[bin]);
            if (Gain(leaf, left, monotone[feature]) is var gain && gain > bestGain)
            {
                (bestGain, bestBin, bestMissingLeft, bestLeft) = (gain, bin, false, left);
            }

            if (hasMissing && bin < bins.BinCount - 1 && Gain(leaf, left + missing, monotone[feature]) is var other && other > bestGain)
            {
                (bestGain, bestBin, bestMissingLeft, bestLeft) = (other, bin, true, left + missing);
            }
        }

        if (bestBin < 0)
        {
            return null;
        }

        var leftBins = default(BinSet);
        for (var bin = 0; bin <= bestBin; bin++)
        {
            leftBins.Add(bin);
        }

        // Where no row of this leaf lacks the value, one that does follows the majority.
        if (hasMissing ? bestMissingLeft : 2 * bestLeft.Hessian >= leaf.Sum.Hessian && bestBin < bins.BinCount - 1)
        {
            leftBins.Add(bins.MissingBin);
        }

        return new(bestGain - leaf.Score(rules, scale), feature, bestBin, leftBins, bestLeft, leaf.Sum - bestLeft);
    }

    private Split? FindCategorical(LeafStatistics leaf, FeatureBins bins, ReadOnlySpan<long> cells, int feature) =>
        CategoricalSplit.Find(leaf, bins, cells, feature, scale, rules, Threshold(leaf), left => Gain(leaf, left, 0));

    private double Threshold(LeafStatistics leaf) => leaf.Score(rules, scale) + rules.MinGain;

    /// <summary>The children's score together, or minus infinity where the split is not allowed.</summary>
    private double Gain(LeafStatistics leaf, GradientSum left, sbyte direction)
    {
        var right = leaf.Sum - left;
        if (left.Hessian <= 0 || right.Hessian <= 0
            || Rows(leaf, left.Hessian) < rules.MinLeaf || Rows(leaf, right.Hessian) < rules.MinLeaf
            || left.Hessian * scale.HessianStep < rules.MinHessian || right.Hessian * scale.HessianStep < rules.MinHessian)
        {
            return double.NegativeInfinity;
        }

        var (gl, hl, gr, hr) = (left.Gradient * scale.GradientStep, left.Hessian * scale.HessianStep,
            right.Gradient * scale.GradientStep, right.Hessian * scale.HessianStep);
        return direction != 0 && direction * (rules.Value(gr, hr) - rules.Value(gl, hl)) < 0
            ? double.NegativeInfinity
            : rules.Score(gl, hl) + rules.Score(gr, hr);
    }
}

/// <summary>What is known of a leaf before it is split.</summary>
/// <param name="Rows">Rows in it.</param>
/// <param name="Sum">Sums over them.</param>
internal readonly record struct LeafStatistics(int Rows, GradientSum Sum)
{
    /// <summary>Twice the loss that its best value saves.</summary>
    public double Score(SplitRules rules, GradientScale scale) => rules.Score(Sum.Gradient * scale.GradientStep, Sum.Hessian * scale.HessianStep);
}
