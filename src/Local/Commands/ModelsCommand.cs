using System.CommandLine;
using System.Globalization;
using MLOpsFunctions.Pipelines;
using Spectre.Console;

namespace MLOpsFunctions.Local.Commands;

/// <summary><c>models</c>: what there is, what serves, how good it is and since when.</summary>
internal static class ModelsCommand
{
    public static Command Create() =>
        new Command("models", "List models: the version that serves, what it predicts, how well, and since when").OnRun(
            async (_, session, cancellation) =>
            {
                var (models, services) = (new List<ModelOverview>(), session.Workspace.Services);
                await foreach (var model in services.Registry.ModelsAsync(cancellation))
                {
                    var overview = await services.Overviews.ReadAsync(model, cancellation);
                    models.Add(
                        overview with
                        {
                            Waiting = WaitingText.Told(model, overview.Waiting, session),
                            Sla = await services.Reviews.PromisesAsync(model, cancellation),
                        }
                    );
                }

                session.Terminal.Show(new { models }, console => Write(console, session.Terminal, models));
                return ExitCode.Ok;
            }
        );

    private static void Write(IAnsiConsole console, Terminal terminal, List<ModelOverview> models)
    {
        if (models.Count == 0)
        {
            terminal.Note("There is no model yet. mlops run FILE --model NAME makes one.");
            return;
        }

        var table = Listing.Table(console, "model", "serves", "task", "label", "metric", "since", "before", "rollout");
        models.ForEach(model => table.AddRow(Array.ConvertAll(Cells(model, console), Markup.Escape)));
        console.Write(table);
        foreach (var model in models.Where(model => model.Waiting is not null))
        {
            terminal.Say($"{model.Model}: {WaitingText.Sentence(model.Waiting!)}");
        }

        foreach (var model in models)
        {
            foreach (var missed in model.Sla?.Where(promise => promise.Met == false) ?? [])
            {
                terminal.Say($"{model.Model}: {ReviewCommand.Promise(missed)}");
            }
        }
    }

    private static string[] Cells(ModelOverview model, IAnsiConsole console) =>
        [
            model.Model,
            model.HeldBack is null ? Number(model.Champion) : $"none, {Number(model.HeldBack)} held back",
            model.Task?.Words() ?? "-",
            model.Label ?? "-",
            model is { Metric: { } metric, Value: { } value } ? $"{metric} {NumberFormat.Tabulate(value)}" : "-",
            model.Since is { } since ? Listing.Time(console, since) : "-",
            Number(model.Previous),
            RolloutText.Short(model.Rollout, model.Control) is { Length: > 0 } way ? way : "-",
        ];

    private static string Number(int? version) => version?.ToString(CultureInfo.InvariantCulture) ?? "-";
}
