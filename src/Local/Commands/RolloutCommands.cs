using System.CommandLine;
using System.Globalization;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Pipelines;
using Spectre.Console;
using static MLOpsFunctions.Deployment.DeploymentCommand;

namespace MLOpsFunctions.Local.Commands;

/// <summary>A person's hand on rollouts: <c>promote</c>, <c>hold</c>, <c>abandon</c>, <c>pin</c>, <c>freeze</c>, <c>release</c>.</summary>
internal static class RolloutCommands
{
    public static Command[] Create() =>
        [
            Promote(),
            Steer("hold", "Hold a rollout where it is; guardrails still end it", version => new Pause(version), takesVersion: true),
            Steer("abandon", "End a rollout before its version serves", version => new Abandon(version), takesVersion: true),
            Steer("pin", "Keep the champion from changing by itself", _ => new Control(ChangeControl.Pinned)),
            Steer("freeze", "Keep rollouts and scheduled trainings from going on", _ => new Control(ChangeControl.Frozen)),
            Steer("archive", "End serving and training; everything that lineage needs is kept", _ => new Control(ChangeControl.Archived)),
            Steer("unarchive", "Let an archived model serve and learn again", _ => new Unarchive()),
            Steer("release", "Lift a hold, a pin or a freeze", _ => new Release()),
        ];

    private static Command Promote()
    {
        var model = Verb.Model();
        var version = new Option<int>("--version")
        {
            Description = "The version that is to serve",
            HelpName = "VERSION",
            Required = true,
        };
        var command = new Command("promote", "Let a version serve at once, whatever its gates say; guardrails watch it")
        {
            model,
            version,
            Verb.By,
            Verb.Reason,
        };
        return command.OnRun(
            async (parsed, session, cancellation) =>
            {
                var name = await KnownModels.CheckAsync(session, parsed.GetValue(model), cancellation);
                var reason =
                    parsed.GetValue(Verb.Reason)
                    ?? throw new ProblemException(
                        new("A promotion by hand has no reason", Expected: "why the version is to serve", Where: "--reason")
                    );
                var result = await session.Workspace.Rollouts.PromoteAsync(
                    name,
                    parsed.GetValue(version),
                    Request(session, "promote", parsed.GetValue(Verb.By)!, reason),
                    cancellation
                );
                return Show(session, name, result);
            }
        );
    }

    private static Command Steer(string verb, string description, Func<int?, DeploymentCommand> steer, bool takesVersion = false)
    {
        var model = Verb.Model();
        var version = new Option<int?>("--version") { Description = "The version, where it has to be this one", HelpName = "VERSION" };
        var command = new Command(verb, description) { model, Verb.By, Verb.Reason };
        if (takesVersion)
        {
            command.Add(version);
        }

        return command.OnRun(
            async (parsed, session, cancellation) =>
            {
                var name = await KnownModels.CheckAsync(session, parsed.GetValue(model), cancellation);
                var result = await session.Workspace.Services.Deployments.SteerAsync(
                    name,
                    steer(takesVersion ? parsed.GetValue(version) : null),
                    Request(session, verb, parsed.GetValue(Verb.By)!, parsed.GetValue(Verb.Reason) ?? "asked for by hand"),
                    cancellation
                );
                return Show(session, name, result);
            }
        );
    }

    private static DeploymentRequest Request(CommandSession session, string verb, string by, string reason) =>
        new($"{verb}/{session.Time.GetUtcNow().UtcTicks.ToString(CultureInfo.InvariantCulture)}", by, reason);

    private static int Show(CommandSession session, string model, DeploymentResult result)
    {
        if (result.Refusal is { } refusal)
        {
            throw new ProblemException(
                new(refusal.Sentence, Try: $"mlops models tells what serves and what is on its way in '{model}'", Status: 409)
            );
        }

        var state = result.State;
        var way = RolloutText.Short(state.Rollout is { } rollout ? RolloutSummary.Of(rollout) : null, state.Control);
        session.Terminal.Show(
            result,
            console =>
                console.WriteLine(
                    state.IsArchived
                        ? $"{model} is archived: nothing serves."
                        : $"Version {state.LiveVersion} of {model} serves{(way.Length > 0 ? $"; {way}" : "")}."
                )
        );
        return ExitCode.Ok;
    }
}
