using System.CommandLine;
using System.Globalization;
using MLOpsFunctions.Registry;
using Spectre.Console;

namespace MLOpsFunctions.Local.Commands;

/// <summary><c>lineage</c>: where a version comes from, and what served at a time.</summary>
internal static class LineageCommand
{
    public static Command Create()
    {
        var version = new Argument<string>("MODEL[@ALIAS or /N]")
        {
            Description = "The version; without alias or number the one that serves",
        };
        var at = new Option<DateTimeOffset?>("--at")
        {
            Description = "What served then instead, such as 2026-11-03T14:00Z; without an offset it is UTC, and a day alone is its end",
            HelpName = "TIME",
            CustomParser = result => InstantParser.Parse(result.Tokens[0].Value) ?? Refuse(result),
        };
        return new Command("lineage", "Show what a version was made from, why and by whom; with --at what served at that time")
        {
            version,
            at,
        }.OnRun(
            async (parsed, session, cancellation) =>
            {
                var name = parsed.GetValue(version)!;
                await KnownModels.CheckAsync(session, name.Split('@', '/')[0], cancellation);
                var reader = session.Workspace.Lineage;
                var live = parsed.GetValue(at) is { } time ? await LiveAsync(reader, name, time, cancellation) : null;
                var number = live?.Version.Number ?? (await VersionReference.ResolveAsync(session, name, cancellation)).Number;
                var lineage = await reader.ReadAsync(name.Split('@', '/')[0], number, cancellation);
                session.Terminal.Show<object>(live is null ? lineage : new { live, lineage }, console => Write(console, lineage, live));
                return ExitCode.Ok;
            }
        );
    }

    private static async Task<ServingPeriod> LiveAsync(
        LineageReader reader,
        string model,
        DateTimeOffset time,
        CancellationToken cancellation
    )
    {
        if (model.AsSpan().IndexOfAny('@', '/') >= 0)
        {
            throw new ProblemException(
                new(
                    "A time finds the version",
                    model,
                    "MODEL alone beside --at",
                    Try: $"mlops lineage {model.Split('@', '/')[0]} --at {time:O}"
                )
            );
        }

        return await reader.LiveAtAsync(model, time, cancellation)
            ?? throw new ProblemException(
                new(
                    "Nothing served then",
                    time.ToString("u", CultureInfo.InvariantCulture),
                    "a time after the model's first promotion",
                    $"model '{model}'",
                    $"mlops ledger {model}",
                    Status: 404
                )
            );
    }

    /// <summary>The way a file went, a step a line, each with what is known of it.</summary>
    private static void Write(IAnsiConsole console, Lineage lineage, ServingPeriod? live)
    {
        if (live is { Entry: var entry })
        {
            var until = live.Until is { } end ? $"to {end.At.ToString("u", CultureInfo.InvariantCulture)}" : "to this day";
            console.WriteLine(
                $"Version {live.Version.Number} of {lineage.Model} served from "
                    + $"{entry.At.ToString("u", CultureInfo.InvariantCulture)} {until}; brought in by {entry.By}."
            );
        }

        foreach (var node in lineage.Nodes)
        {
            console.MarkupLine($"[bold]{node.Kind.JsonName(), -11}[/] {Markup.Escape(node.Label)}");
            foreach (var (fact, value) in node.Facts.Where(fact => fact.Value != node.Label && fact.Value.Length > 0))
            {
                Listing.Indent(console, $"{fact, -9} {value}", by: 2);
            }
        }
    }

    private static DateTimeOffset? Refuse(System.CommandLine.Parsing.ArgumentResult result)
    {
        result.AddError($"'{result.Tokens[0].Value}' is not a time; expected one such as 2026-11-03T14:00Z.");
        return null;
    }
}
