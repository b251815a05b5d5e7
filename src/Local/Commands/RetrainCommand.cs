using System.CommandLine;
using System.Globalization;

namespace MLOpsFunctions.Local.Commands;

/// <summary><c>retrain</c>: trains again on the newest data set.</summary>
internal static class RetrainCommand
{
    public static Command Create()
    {
        var model = Verb.Model();
        var command = new Command("retrain", "Train again on the model's newest data set, and follow the run.\nExit status: 0 deployed, 3 held back, 2 bad input, 1 fault.") { model, Verb.By, Verb.Reason };
        return command.OnRun(async (parsed, session, cancellation) =>
        {
            var workspace = await session.StartAsync();
            var key = session.Time.GetUtcNow().UtcTicks.ToString(CultureInfo.InvariantCulture);
            var run = await workspace.Starter.RetrainAsync(parsed.GetValue(model)!, key, "retrain", parsed.GetValue(Verb.By)!, parsed.GetValue(Verb.Reason), cancellation);
            return RunReport.Show(await session.FollowAsync(run, cancellation), session);
        });
    }
}
