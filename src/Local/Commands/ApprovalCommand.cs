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
                var (id, reason) = (parsed.GetValue(run)!, parsed.GetValue(Verb.Reason));
                if (!approved && reason is null)
                {
                    throw new ProblemException(
                        new(
                            "A rejection needs a reason",
                            "no --reason",
                            "why the version must not serve",
                            Try: $"mlops reject {PlainText.Name(id)} --reason WHY"
                        )
                    );
                }

                var workspace = await session.StartAsync();
                if (await workspace.Services.Runs.FindAsync(id, cancellation) is not { } found)
                {
                    throw new ProblemException(new("There is no such run", PlainText.Name(id), Try: "mlops runs", Status: 404));
                }

                var answer = new Approval(approved, parsed.GetValue(Verb.By)!, reason);
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
