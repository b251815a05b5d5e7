using System.CommandLine;

namespace MLOpsFunctions.Local.Commands;

/// <summary>Every verb of the program with its options and examples.</summary>
internal static class CommandTree
{
    /// <summary>Puts the verbs together.</summary>
    public static RootCommand Create()
    {
        var root = new RootCommand(
            "Drop a data file; get a model in production, if and only if it earns its place.\n\n"
                + "Start with 'mlops demo'. Then 'mlops run FILE --model NAME' for a file of your own, or 'mlops "
                + "serve' and drop files into the workspace's incoming/NAME/ folder."
        )
        {
            DemoCommand.Create(),
            InitCommand.Create(),
            SuggestCommand.Create(),
            RunCommand.Create(),
            ExplainCommand.Create(),
            ServeCommand.Create(),
            OpenCommand.Create(),
            DoctorCommand.Create(),
            RetrainCommand.Create(),
            PredictCommand.Create(),
            ScoreCommand.Create(),
            FeedbackCommand.Create(),
            PerformanceCommand.Create(),
            LabelsCommand.Create(),
            DriftCommand.Create(),
            DecisionsCommand.Create(),
            RollbackCommand.Create(),
            ApprovalCommand.Create(approved: true),
            ApprovalCommand.Create(approved: false),
            CancelCommand.Create(),
            RunsCommand.Create(),
            NotificationsCommand.Create(),
            RetentionCommand.Create(),
            ReviewCommand.Create(),
            ModelsCommand.Create(),
            VersionsCommand.Create(),
            LineageCommand.Create(),
            CardCommand.Create(),
            LedgerCommand.Create(),
            ExportCommand.Create(),
            RegisterCommand.Create(),
            CompletionCommand.Create(),
        };
        Array.ForEach(RolloutCommands.Create(), root.Add);
        root.Options.Add(Verb.Workspace);
        root.Options.Add(Verb.Json);
        HelpExamples.AddTo(root);
        return root;
    }
}
