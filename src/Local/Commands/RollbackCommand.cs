using System.CommandLine;
using System.Globalization;
using MLOpsFunctions.Deployment;

namespace MLOpsFunctions.Local.Commands;

/// <summary><c>rollback</c>: the version before, or any that has served, serves again.</summary>
internal static class RollbackCommand
{
    public static Command Create()
    {
        var model = Verb.Model();
        var to = new Option<int?>("--to")
        {
            Description = "The version, one that has served at any time; without it the one before",
            HelpName = "VERSION",
        };
        var command = new Command("rollback", "Let an earlier version serve again, once it is verified")
        {
            model,
            to,
            Verb.By,
            Verb.Reason,
        };
        return command.OnRun(
            async (parsed, session, cancellation) =>
            {
                var name = await KnownModels.CheckAsync(session, parsed.GetValue(model), cancellation);
                var key = $"rollback-{session.Time.GetUtcNow().UtcTicks.ToString(CultureInfo.InvariantCulture)}";
                var request = new DeploymentRequest(key, parsed.GetValue(Verb.By)!, parsed.GetValue(Verb.Reason) ?? "rolled back by hand");
                var deployments = session.Workspace.Services.Deployments;
                var result = parsed.GetValue(to) is { } version
                    ? await deployments.RestoreAsync(name, version, request, cancellation)
                    : await deployments.RollbackAsync(name, request, cancellation);
                if (result.Refusal is { } refusal)
                {
                    throw new ProblemException(
                        new(
                            refusal.Sentence,
                            Try: $"mlops rollback {name} --to VERSION; mlops ledger {name} tells which versions have served",
                            Status: 409
                        )
                    );
                }

                session.Terminal.Show(
                    result,
                    _ =>
                        session.Terminal.Say(
                            $"Version {result.State.LiveVersion} of {name} serves again."
                                + (result.Entry?.From is { } from ? $" mlops rollback {name} --to {from} brings version {from} back." : "")
                        )
                );
                return ExitCode.Ok;
            }
        );
    }
}
