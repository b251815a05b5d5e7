using System.CommandLine;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Local.Commands;

/// <summary><c>approve</c> and <c>reject</c>: a person's answer to a run that waits.</summary>
internal static class ApprovalCommand
{
    public static Command Create(bool approved)
    {
        var run = new Argument<string>("RUN") { Description = "The run's id" };
        var command = new Command(
            approved ? "approve" : "reject",
            approved ? "Let a waiting version serve" : "Keep a waiting version from serving"
        )
        {
            run,
            Verb.By,
            Verb.Reason,
        };
        return command.OnRun(
            async (parsed, session, cancellation) =>
            {
                var workspace = await session.StartAsync();
                var id = parsed.GetValue(run)!;
                if (await workspace.Services.Runs.FindAsync(id, cancellation) is not { } found)
                {
                    throw new ProblemException(new("There is no such run", id, Try: "mlops runs", Status: 404));
                }

                var answer = new Approval(approved, parsed.GetValue(Verb.By)!, parsed.GetValue(Verb.Reason));
                var approvals = new Approvals(workspace.Services.Runs, workspace.Engine, workspace.Services.Deployments);
                await approvals.AnswerAsync(found, answer, cancellation);
                await workspace.Engine.WaitAsync(id, cancellation);
                var ended = await session.FollowAsync(id, cancellation);
                RunReport.Show(ended, session);
                return approved ? ExitCode.Of(ended) : ExitCode.Ok;
            }
        );
    }
}
