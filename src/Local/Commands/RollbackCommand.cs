using System.CommandLine;
using System.Globalization;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Storage;
using Spectre.Console;

namespace MLOpsFunctions.Local.Commands;

/// <summary><c>rollback</c>: the version before serves again.</summary>
internal static class RollbackCommand
{
    public static Command Create()
    {
        var model = Verb.Model();
        var command = new Command("rollback", "Let the version before serve again, once it is verified") { model, Verb.By, Verb.Reason };
        return command.OnRun(async (parsed, session, cancellation) =>
        {
            var name = parsed.GetValue(model)!;
            if (await session.Workspace.Services.Registry.FindAsync(ModelNames.Check(name), 1, cancellation) is null)
            {
                throw new ProblemException(new($"There is no model '{name}'", Try: "mlops models lists them", Status: 404));
            }

            var key = $"rollback-{session.Time.GetUtcNow().UtcTicks.ToString(CultureInfo.InvariantCulture)}";
            var result = await session.Workspace.Services.Deployments.RollbackAsync(
                name, new DeploymentRequest(key, parsed.GetValue(Verb.By)!, parsed.GetValue(Verb.Reason) ?? "rolled back by hand"), cancellation);
            if (result.Refusal is { } refusal)
            {
                throw new ProblemException(new(refusal.Sentence, Try: $"mlops versions {name}", Status: 409));
            }

            session.Terminal.Show(result, console => console.WriteLine($"Version {result.State.LiveVersion} of {name} serves again."));
            return ExitCode.Ok;
        });
    }
}
