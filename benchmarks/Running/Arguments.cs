using System.Globalization;

namespace MLOpsFunctions.Benchmarks.Running;

/// <summary>What the command line asks for.</summary>
/// <param name="Name">The benchmark; null: list them.</param>
/// <param name="Rows">Rows; null: the benchmark's own number.</param>
/// <param name="Rounds">Rounds, 1 or more: each side once a round; null: the benchmark's own number.</param>
/// <param name="AsJson">Whether standard output is to be one JSON document.</param>
internal sealed record Arguments(string? Name, int? Rows, int? Rounds, bool AsJson)
{
    /// <exception cref="ProblemException">An argument is unknown or has no fitting value.</exception>
    public static Arguments Parse(string[] args)
    {
        var parsed = new Arguments(null, null, null, false);
        for (var i = 0; i < args.Length; i++)
        {
            parsed = args[i] switch
            {
                "--rows" => parsed with { Rows = Number(args, ++i) },
                "--rounds" => parsed with { Rounds = Number(args, ++i) },
                "--json" => parsed with { AsJson = true },
                var name when parsed.Name is null && !name.StartsWith('-') => parsed with { Name = name },
                var other => throw new ProblemException(
                    new("An argument is unknown", other, "NAME [--rows N] [--rounds N] [--json]", "the command line")
                ),
            };
        }

        return parsed;
    }

    private static int Number(string[] args, int at) =>
        at < args.Length && int.TryParse(args[at], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new ProblemException(
                new("An argument lacks its number", at < args.Length ? args[at] : "nothing", "a whole number above zero", args[at - 1])
            );
}
