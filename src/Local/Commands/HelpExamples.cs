using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace MLOpsFunctions.Local.Commands;

/// <summary>What stands at the end of each <c>--help</c>: commands that work as they stand, given the files that they name.</summary>
internal static class HelpExamples
{
    private static readonly Dictionary<string, string[]> All = new(StringComparer.Ordinal)
    {
        ["mlops"] = ["mlops demo", "mlops run rentals.csv --model rentals", "mlops serve"],
        ["demo"] = ["mlops demo", "mlops demo churn", "mlops demo --serve"],
        ["init"] = ["mlops init rentals.csv", "mlops init rentals.csv --label rentals --out rentals.json"],
        ["suggest"] = ["mlops suggest rentals.csv", "mlops suggest rentals --save", "mlops suggest rentals --from suite.json --save"],
        ["run"] =
        [
            "mlops run rentals.csv --model rentals",
            "mlops run rentals.csv --model rentals --label rentals --task regression",
            "mlops run rentals.csv --model rentals --definition rentals.json --json",
        ],
        ["explain"] = ["mlops explain rentals-3f9c2a7b51d04e68"],
        ["serve"] = ["mlops serve", "mlops serve --urls http://127.0.0.1:8080"],
        ["open"] = ["mlops open", "mlops open --print"],
        ["doctor"] = ["mlops doctor", "mlops doctor --json"],
        ["retrain"] = ["mlops retrain rentals", "mlops retrain rentals --label rentals"],
        ["predict"] = ["mlops predict rentals --file today.csv", "mlops predict demand --steps 24 --out forecast.csv"],
        ["score"] = ["mlops score rentals --file year.csv --out predictions.csv"],
        ["feedback"] = ["mlops feedback rentals --file actuals.csv"],
        ["performance"] = ["mlops performance rentals --days 7"],
        ["labels"] = ["mlops labels rentals --out to-label.csv", "mlops labels rentals --file labelled.csv"],
        ["drift"] = ["mlops drift rentals", "mlops drift rentals --file today.csv"],
        ["decisions"] = ["mlops decisions rentals"],
        ["rollback"] = ["mlops rollback rentals --reason \"answers look wrong\"", "mlops rollback rentals --to 1"],
        ["approve"] = ["mlops approve rentals-3f9c2a7b51d04e68 --by ann"],
        ["reject"] = ["mlops reject rentals-3f9c2a7b51d04e68 --by ann --reason \"the label is wrong\""],
        ["cancel"] = ["mlops cancel rentals-3f9c2a7b51d04e68"],
        ["runs"] = ["mlops runs --model rentals", "mlops runs rentals-3f9c2a7b51d04e68"],
        ["notifications"] = ["mlops notifications rentals"],
        ["retention"] = ["mlops retention rentals", "mlops retention rentals --apply"],
        ["register"] = ["mlops register forest.onnx --model rentals --reason \"trained by the research team\""],
        ["review"] = ["mlops review", "mlops review rentals", "mlops review rentals --k-anonymity station,sky"],
        ["models"] = ["mlops models", "mlops models --json"],
        ["versions"] = ["mlops versions rentals"],
        ["lineage"] = ["mlops lineage rentals", "mlops lineage rentals@champion", "mlops lineage rentals --at 2026-11-03T14:00:00Z"],
        ["card"] = ["mlops card rentals", "mlops card rentals/1"],
        ["ledger"] = ["mlops ledger rentals"],
        ["export"] = ["mlops export rentals --out rentals.onnx", "mlops export rentals --version 3 --out rentals-3.onnx"],
        ["promote"] = ["mlops promote rentals --version 2 --reason \"agreed in the review\""],
        ["hold"] = ["mlops hold rentals --reason \"wait for the weekend\""],
        ["abandon"] = ["mlops abandon rentals --reason \"too many errors\""],
        ["pin"] = ["mlops pin rentals --reason \"audit until Friday\""],
        ["freeze"] = ["mlops freeze rentals --reason \"holidays\""],
        ["release"] = ["mlops release rentals"],
        ["archive"] = ["mlops archive rentals --reason \"replaced by demand\""],
        ["unarchive"] = ["mlops unarchive rentals"],
        ["completion"] = ["source <(mlops completion bash)", "mlops completion fish"],
        ["bash"] = ["mlops completion bash > ~/.local/share/bash-completion/completions/mlops"],
        ["zsh"] = ["mlops completion zsh > ~/.zfunc/_mlops"],
        ["fish"] = ["mlops completion fish > ~/.config/fish/completions/mlops.fish"],
        ["pwsh"] = ["mlops completion pwsh >> $PROFILE"],
    };

    /// <summary>The examples of a verb; none where it has none.</summary>
    public static IReadOnlyList<string> Of(Command command) => All.GetValueOrDefault(command is RootCommand ? "mlops" : command.Name) ?? [];

    /// <summary>Lets the help of every verb end with its examples.</summary>
    public static void AddTo(RootCommand root)
    {
        var help = root.Options.OfType<HelpOption>().Single();
        // Completion would suggest them at every word.
        Array.ForEach(["-?", "/?", "/h"], alias => help.Aliases.Remove(alias));
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
    }

    private sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            var status = help.Invoke(parseResult);
            var (examples, output) = (Of(parseResult.CommandResult.Command), parseResult.InvocationConfiguration.Output);
            if (examples.Count > 0)
            {
                output.WriteLine("Examples:");
                examples.ToList().ForEach(example => output.WriteLine($"  {example}"));
                output.WriteLine();
            }

            return status;
        }
    }
}
