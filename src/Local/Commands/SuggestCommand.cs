using System.CommandLine;
using System.Security.Cryptography;
using MLOpsFunctions.Data;
using MLOpsFunctions.Data.Expectations;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Storage;
using Spectre.Console;

namespace MLOpsFunctions.Local.Commands;

/// <summary><c>suggest</c>: expectations that the data meet, or those of a suite of Great Expectations, for a definition.</summary>
internal static class SuggestCommand
{
    public static Command Create()
    {
        var target = new Argument<string>("MODEL or FILE") { Description = "A model, whose newest data are looked at, or a data file" };
        var from = new Option<FileInfo?>("--from")
        {
            Description = "A suite of Great Expectations (JSON), to be taken over instead",
            HelpName = "SUITE",
        };
        var save = new Option<bool>("--save") { Description = "Add them to the model's definition" };
        return new Command("suggest", "Suggest expectations of the data, or take over a suite of Great Expectations")
        {
            target,
            from,
            save,
        }.OnRun(
            async (parsed, session, cancellation) =>
            {
                var (name, isSaved) = (parsed.GetValue(target)!, parsed.GetValue(save));
                if (isSaved && !ModelNames.IsValid(name))
                {
                    throw new ProblemException(
                        new("Expectations are saved in the definition of a model", PlainText.Name(name), "a model's name", "--save")
                    );
                }

                var suite = parsed.GetValue(from) is { } file
                    ? await ReadSuiteAsync(file, cancellation)
                    : new(await OfDataAsync(session, name, cancellation), []);
                if (isSaved)
                {
                    await SaveAsync(session, name, suite.Expectations, cancellation);
                }

                session.Terminal.Show(
                    new
                    {
                        expectations = System.Text.Json.Nodes.JsonNode.Parse(DefinitionText.Write(suite.Expectations)),
                        suite.NotChecked,
                        saved = isSaved,
                    },
                    console => console.WriteLine($"  \"expectations\": {DefinitionText.Write(suite.Expectations)}")
                );
                if (!session.Terminal.Json)
                {
                    Tell(session.Terminal, suite, isSaved ? name : null);
                }

                return ExitCode.Ok;
            },
            makesWorkspace: true
        );
    }

    private static async Task<GreatExpectationsSuite> ReadSuiteAsync(FileInfo file, CancellationToken cancellation)
    {
        await using var content = CommandSession.OpenFile(file);
        var bytes = new byte[(1 << 20) + 1];
        var read = await content.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation);
        return GreatExpectationsSuite.Read(bytes.AsMemory(0, read), file.FullName);
    }

    private static async Task<IReadOnlyList<Expectation>> OfDataAsync(CommandSession session, string name, CancellationToken cancellation)
    {
        if (File.Exists(name))
        {
            await using var content = CommandSession.OpenFile(new(name));
            // The rows are thrown away, and so is the key that would hash the private ones.
            var read = Ingestion.Read(content, new("model", name, null, RandomNumberGenerator.GetBytes(32)), cancellation);
            return SuggestedExpectations.Of(read.Profile, read.Schema);
        }

        var services = session.Workspace.Services;
        var newest = ModelNames.IsValid(name) ? await services.Datasets.NewestAsync(name, cancellation) : null;
        if (newest is null)
        {
            throw new ProblemException(
                new(
                    "There are no data to look at",
                    PlainText.Name(name),
                    "a data file, or a model that has read one",
                    Try: "mlops models lists the models",
                    Status: 404
                )
            );
        }

        var version = await services.Datasets.DescribeAsync(newest, cancellation);
        return SuggestedExpectations.Of(await services.Datasets.ProfileAsync(version, cancellation), version.Schema);
    }

    private static async Task SaveAsync(
        CommandSession session,
        string model,
        IReadOnlyList<Expectation> expectations,
        CancellationToken cancellation
    )
    {
        var definitions = session.Workspace.Services.Definitions;
        var text = await definitions.FindTextAsync(model, cancellation) ?? "{\n}\n";
        await definitions.SaveAsync(model, DefinitionText.Add(text, expectations), cancellation);
    }

    private static void Tell(Terminal terminal, GreatExpectationsSuite suite, string? savedAs)
    {
        foreach (var left in suite.NotChecked)
        {
            terminal.Aside($"not checked: {left.Type}: {left.Reason}");
        }

        terminal.Aside(
            savedAs is null
                ? "Next: put them into the definition, or let --save do so"
                : $"Added to the definition of {savedAs}; they count from the next file on"
        );
    }
}
