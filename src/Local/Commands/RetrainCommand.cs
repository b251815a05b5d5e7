using System.CommandLine;
using System.Globalization;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Local.Commands;

/// <summary><c>retrain</c>: trains again on the newest data set, or rebuilds what an earlier run made.</summary>
internal static class RetrainCommand
{
    public static Command Create()
    {
        var model = Verb.Model();
        var reproduce = new Option<string?>("--reproduce")
        {
            Description = "Rebuild what this run made, from its lineage, and compare digests; registers and deploys nothing",
            HelpName = "RUN",
        };
        var label = new Option<string?>("--label")
        {
            Description = "The label, which this confirms where it was guessed",
            HelpName = "COLUMN",
        };
        var task = Verb.Task("The task of the data to train on; data of another task need mlops run FILE --task");
        var command = new Command(
            "retrain",
            "Train again on the model's newest data set, and follow the run.\nExit status: 0 deployed, 3 "
                + "held back, 2 bad input, 1 fault; with --reproduce: 0 equal, 3 different."
        )
        {
            model,
            label,
            task,
            Verb.NewTarget,
            reproduce,
            Verb.By,
            Verb.Reason,
        };
        return command.OnRun(
            async (parsed, session, cancellation) =>
            {
                var (name, by) = (
                    await KnownModels.CheckAsync(session, parsed.GetValue(model), cancellation, orRun: true),
                    parsed.GetValue(Verb.By)!
                );
                var workspace = await session.StartAsync();
                var key = session.Time.GetUtcNow().UtcTicks.ToString(CultureInfo.InvariantCulture);
                if (parsed.GetValue(reproduce) is { } original)
                {
                    var rebuild = await workspace.Starter.ReproduceAsync(name, original, key, by, cancellation);
                    return RunReport.Show(await session.FollowAsync(rebuild, cancellation), session);
                }

                var services = session.Workspace.Services;
                await new RetrainTarget(services.Datasets, services.Registry, services.Deployments).CheckAsync(
                    name,
                    parsed.GetValue(label),
                    parsed.GetValue(task),
                    parsed.GetValue(Verb.NewTarget),
                    cancellation
                );
                var run = await workspace.Starter.RetrainAsync(
                    name,
                    key,
                    RunTrigger.Retrain,
                    by,
                    parsed.GetValue(Verb.Reason),
                    parsed.GetValue(label),
                    parsed.GetValue(task),
                    parsed.GetValue(Verb.NewTarget),
                    cancellation
                );
                return RunReport.Show(await session.FollowSearchAsync(run, cancellation), session);
            }
        );
    }
}
