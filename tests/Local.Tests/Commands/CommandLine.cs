using System.Diagnostics;
using System.Text.Json;

namespace MLOpsFunctions.Local.Tests.Commands;

/// <summary>What a person's shell does: starts <c>mlops</c> in a workspace of its own and reads what it says.</summary>
internal sealed class CommandLine(string workspace)
{
    /// <summary>The folder in which commands are typed; null: the tests' own.</summary>
    public string? Folder { get; init; }

    /// <summary>How a call ended.</summary>
    public sealed record CommandResult(int Status, string Out, string Error)
    {
        /// <summary>The one document on standard output; fails where there is more, less or none.</summary>
        public JsonElement Document => JsonDocument.Parse(Out).RootElement;
    }

    public Task<CommandResult> AskAsync(params string[] arguments) => StartAsync([.. arguments, "--workspace", workspace]);

    /// <summary>What the program suggests at the end of a line, as a shell asks for it.</summary>
    public async Task<string[]> CompleteAsync(string line) => (await StartAsync([$"[suggest:{line.Length}]", line])).Out.Split('\n');

    private async Task<CommandResult> StartAsync(string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Folder ?? "",
        };
        foreach (var argument in (string[])[typeof(Workspace).Assembly.Location, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return new(process.ExitCode, await output, await error);
    }
}
