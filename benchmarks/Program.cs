using MLOpsFunctions.Benchmarks.Running;

namespace MLOpsFunctions.Benchmarks;

/// <summary>
/// <c>NAME [--rows N] [--rounds N] [--json]</c> measures; <c>side NAME SIDE ROWS INPUT</c> is one side of one round, in
/// a process of its own, and prints its measurement.
/// </summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        try
        {
            return args is ["side", var name, var side, var rows, var input]
                ? RunSide(Registry.Find(name), side, int.Parse(rows, System.Globalization.CultureInfo.InvariantCulture), input)
                : Coordinate(Arguments.Parse(args));
        }
        catch (ProblemException refusal)
        {
            Console.Error.WriteLine(refusal.Problem);
            return 2;
        }
    }

    private static int RunSide(Bench bench, string side, int rows, string input)
    {
        var run = bench.Sides.Single(candidate => candidate.Name == side).Run ?? throw new ArgumentException($"Side '{side}' is a script.");
        Console.Out.WriteLine(Json.Write(run(new(rows, input))));
        return 0;
    }

    private static int Coordinate(Arguments arguments)
    {
        if (arguments.Name is null)
        {
            foreach (var bench in Registry.Benches)
            {
                Console.Out.WriteLine($"{bench.Name, -10} {bench.Measures}");
            }

            return 0;
        }

        var result = new Coordinator(Registry.Find(arguments.Name), arguments).Run();
        Console.Out.WriteLine(arguments.AsJson ? Json.Write(result) : Report.Text(result));
        return 0;
    }
}
