using System.CommandLine;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Local.Commands;

/// <summary><c>cancel</c>: ends a run, whichever process carries it.</summary>
internal static class CancelCommand
{
    /// <summary>
    /// A process that works on the run looks more often than this; only a trainer that cannot be stopped in its midst
    /// takes longer.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    public static Command Create()
    {
        var run = new Argument<string>("RUN") { Description = "The run's id" };
        return new Command("cancel", "End a run that is under way; what it has registered or deployed by then stays")
        {
            run,
            Verb.By,
            Verb.Reason,
        }.OnRun(
            async (parsed, session, cancellation) =>
            {
                var (id, services) = (parsed.GetValue(run)!, session.Workspace.Services);
                var found =
                    await services.Runs.FindAsync(id, cancellation)
                    ?? throw new ProblemException(new("There is no such run", PlainText.Name(id), Try: "mlops runs", Status: 404));
                var asked = new RunCancellation(parsed.GetValue(Verb.By)!, parsed.GetValue(Verb.Reason));
                await new Cancellations(services.Runs, session.Workspace.Engine).RequestAsync(found, asked, cancellation);
                var ended = await EndAsync(session, found, cancellation);
                RunReport.Show(ended, session);
                return ended.Ended is null || ended.Status == RunStatus.Cancelled
                    ? ExitCode.Ok
                    : throw new ProblemException(
                        new(
                            "The run had ended before",
                            $"its status is {ended.Status.Words()}",
                            "a run that is under way",
                            $"run {id}",
                            Status: 409
                        )
                    );
            }
        );
    }

    /// <summary>Waits for the end; where no living process carries the run, this one takes it there.</summary>
    private static async Task<RunRecord> EndAsync(CommandSession session, RunRecord run, CancellationToken cancellation)
    {
        for (var began = session.Time.GetTimestamp(); run.Ended is null && session.Time.GetElapsedTime(began) < Patience; )
        {
            await session.Workspace.Engine.ResumeAsync(run.Run);
            await Task.Delay(Look, session.Time, cancellation);
            run = (await session.Workspace.Services.Runs.FindAsync(run.Run, cancellation))!;
        }

        if (run.Ended is null)
        {
            session.Terminal.Note($"Run {run.Run} is marked as cancelled. It ends as soon as its trainer can be stopped.");
        }

        return run;
    }
}
