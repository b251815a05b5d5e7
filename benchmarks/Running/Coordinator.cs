namespace MLOpsFunctions.Benchmarks.Running;

/// <summary>
/// Runs the sides in turn, every one in a fresh process every round, so that no side profits from an earlier one or
/// from a quiet minute.
/// </summary>
internal sealed class Coordinator(Bench bench, Arguments arguments)
{
    private readonly int _rows = arguments.Rows ?? bench.Rows;
    private readonly int _rounds = arguments.Rounds ?? bench.Rounds;

    /// <exception cref="ProblemException">A side failed, or sides did different work.</exception>
    public BenchResult Run()
    {
        var sides = bench.Sides.Where(Peers.IsReady).ToArray();
        Say($"{bench.Name}: preparing {_rows:N0} rows");
        var input = new SideInput(_rows, bench.Prepare(_rows));
        var load = Machine.Load();
        var runs = sides.ToDictionary(side => side, _ => new List<Measurement>());
        for (var round = 0; round < _rounds; round++)
        {
            // Every other round backwards: none always runs in the wake of the same one.
            foreach (var side in round % 2 == 0 ? sides : sides.Reverse())
            {
                var measured = SideProcess.Run(bench, side, input);
                runs[side].Add(measured);
                Say(
                    $"round {round + 1} of {_rounds}: {side.Name} {measured.Seconds:0.0000} s, cpu "
                        + $"{measured.CpuSeconds:0.00} s, {measured.Shape}"
                );
                CheckShape(sides, side, measured, runs);
            }
        }

        return Summarise(load, [.. sides.Select(side => (side, runs[side]))]);
    }

    private static void CheckShape(Side[] sides, Side side, Measurement measured, Dictionary<Side, List<Measurement>> runs)
    {
        if (
            side.Compared
            && sides.Where(other => other.Compared).SelectMany(other => runs[other]).FirstOrDefault(other => other.Shape != measured.Shape)
                is { } odd
        )
        {
            throw new ProblemException(
                new(
                    "The sides did different work, so their times say nothing",
                    $"{side.Name}: {measured.Shape}",
                    odd.Shape,
                    side.Script ?? side.Name
                )
            );
        }
    }

    private BenchResult Summarise(LoadAverage load, (Side Side, List<Measurement> Runs)[] sides)
    {
        var results = sides.Select(side => SideResult.Of(side.Side.Name, side.Runs)).ToArray();
        var ratios = results
            .Zip(sides)
            .Skip(1)
            .Where(pair => pair.Second.Side.Compared)
            .ToDictionary(pair => pair.First.Name, pair => results[0].Median / pair.First.Median);
        return new(bench.Name, bench.Measures, _rows, _rounds, Machine.Describe(), load, results, ratios) { IsRanked = bench.IsRanked };
    }

    /// <summary>Progress, where it does not disturb the document.</summary>
    private static void Say(string line) => Console.Error.WriteLine(line);
}
