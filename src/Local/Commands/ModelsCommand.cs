using System.CommandLine;
using System.Globalization;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Deployment;
using Spectre.Console;

namespace MLOpsFunctions.Local.Commands;

/// <summary><c>models</c>: what there is, what serves, how good it is and since when.</summary>
internal static class ModelsCommand
{
    public static Command Create() =>
        new Command("models", "List models: the version that serves, what it predicts, how well, and since when").OnRun(
            async (_, session, cancellation) =>
            {
                var models = new List<ServingModel>();
                await foreach (var model in session.Workspace.Services.Registry.ModelsAsync(cancellation))
                {
                    models.Add(await ReadAsync(session, model, cancellation));
                }

                session.Terminal.Show(
                    new { models },
                    console =>
                    {
                        var table = new Table().AddColumns("model", "serves", "task", "label", "metric", "since", "before");
                        models.ForEach(model => table.AddRow(Array.ConvertAll(model.Cells(), Markup.Escape)));
                        console.Write(table);
                    }
                );
                return ExitCode.Ok;
            }
        );

    private static async Task<ServingModel> ReadAsync(CommandSession session, string model, CancellationToken cancellation)
    {
        var services = session.Workspace.Services;
        var state = await services.Deployments.GetAsync(model, cancellation);
        if (state.LiveVersion is not { } live || await services.Registry.FindAsync(model, live, cancellation) is not { } version)
        {
            return new(model, null, state);
        }

        var span = await session.Workspace.Lineage.LiveAtAsync(model, session.Time.GetUtcNow(), cancellation);
        var serving = new ServingModel(model, live, state) { Since = span?.Entry.At };
        try
        {
            var card = await services.Registry.CardAsync(version, cancellation);
            var definition = await services.Definitions.ReadAsync(version.Definition, cancellation);
            var metric = DefaultMetric.Of(definition, card.Task, card.Label is not null);
            return serving with
            {
                Task = card.Task,
                Label = card.Label,
                Metric = metric,
                Value = version.Metrics.GetValueOrDefault(metric)?.Value,
            };
        }
        catch (InvalidDataException)
        {
            return serving; // What is damaged is told by mlops card; the list shows the rest.
        }
    }

    /// <summary>One model in the list.</summary>
    private sealed record ServingModel(string Model, int? Champion, DeploymentState Deployment)
    {
        public ModelTask? Task { get; init; }

        public string? Label { get; init; }

        /// <summary>The metric that chooses, on the version's test rows.</summary>
        public string? Metric { get; init; }

        public double? Value { get; init; }

        /// <summary>When the version began to serve.</summary>
        public DateTimeOffset? Since { get; init; }

        public string[] Cells() =>
            [
                Model,
                Number(Champion),
                Task?.ToString().ToLowerInvariant() ?? "-",
                Label ?? "-",
                Metric is { } metric && Value is { } value ? $"{metric} {NumberFormat.Tabulate(value)}" : "-",
                Since?.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture) ?? "-",
                Number(Deployment.Previous),
            ];

        private static string Number(int? version) => version?.ToString(CultureInfo.InvariantCulture) ?? "-";
    }
}
