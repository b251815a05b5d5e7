namespace MLOpsFunctions.Benchmarks.Running;

/// <summary>How sides rank by their figures, of which the least is the best.</summary>
internal static class Ranking
{
    /// <summary>
    /// For each side the mean rank over the figures, and how much higher its figures are than the best other side's: the mean
    /// of the ratios, with a 95% interval of that mean.
    /// </summary>
    public static IEnumerable<(string Side, double Rank, double Gap, double Half)> Of(IReadOnlyList<SideResult> sides)
    {
        var names = sides[0].Figures.Keys.Where(name => sides.All(side => side.Figures.ContainsKey(name))).ToList();
        foreach (var side in sides)
        {
            double[] gaps =
            [
                .. names.Select(name => (side.Figures[name] / sides.Where(other => other != side).Min(other => other.Figures[name])) - 1),
            ];
            var mean = gaps.DefaultIfEmpty(0).Average();
            var deviation = Math.Sqrt(gaps.Sum(gap => (gap - mean) * (gap - mean)) / Math.Max(1, gaps.Length - 1));
            var rank = names.Select(name => 1.0 + sides.Count(other => other.Figures[name] < side.Figures[name]));
            yield return (side.Name, rank.DefaultIfEmpty(0).Average(), mean, 1.96 * deviation / Math.Sqrt(Math.Max(1, gaps.Length)));
        }
    }
}
