using System.Buffers;
using System.Globalization;
using System.Text.Json;
using MLOpsFunctions.Dashboard.Forms;
using MLOpsFunctions.Dashboard.Layout;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Serving;

namespace MLOpsFunctions.Dashboard.Pages.Playground;

/// <summary>
/// Rows to try. They are answered by the version that serves and are not kept: what somebody tries is no traffic, and
/// must not look like drift.
/// </summary>
internal static class PlaygroundPages
{
    /// <summary>Some texts of prose.</summary>
    private const int Bytes = 1024 * 1024;

    /// <summary><c>GET /models/{model}/playground</c></summary>
    public static async Task ShowAsync(PageRequest page)
    {
        var served = await FindAsync(page);
        var fields = await FieldsAsync(page, served);
        await ShowAsync(page, served, fields, IsWhole(served, fields) ? Answer(served, fields) : null);
    }

    /// <summary><c>POST /models/{model}/playground</c>: answers at once, because nothing changes.</summary>
    public static async Task PostAsync(PageRequest page)
    {
        var served = await FindAsync(page);
        var fields = await FieldsAsync(page, served);
        try
        {
            var (form, _) = await FormFields.ReadAsync(page, Bytes);
            fields = [.. fields.Select(field => field with { Value = form.Find(field.Name) ?? "" })];
            await ShowAsync(page, served, fields, Answer(served, fields));
        }
        catch (ProblemException refused)
        {
            await ShowAsync(page with { Refusal = refused.Problem }, served, fields, null);
        }
    }

    /// <summary>Whether every column has a value to begin with, so that no version refuses the row.</summary>
    private static bool IsWhole(ServedModel served, IReadOnlyList<PlaygroundField> fields) =>
        fields.Count == served.Inputs.Count && fields.All(field => field.Value.Length > 0);

    private static Task ShowAsync(PageRequest page, ServedModel served, IReadOnlyList<PlaygroundField> fields, PlaygroundAnswer? answer) =>
        page.ShowAsync<PlaygroundPage>(
            $"Playground of {page.Model}",
            Section.Models,
            (nameof(PlaygroundPage.View), new PlaygroundView(served.Version, fields, served.Inputs.Count - fields.Count, answer))
        );

    private static async Task<IReadOnlyList<PlaygroundField>> FieldsAsync(PageRequest page, ServedModel served)
    {
        var (services, version) = (page.Services, served.Version);
        var dataset = await services.Datasets.DescribeAsync(version.Model, version.Dataset, version.Definition, page.Stop);
        var profile = await services.Datasets.ProfileAsync(dataset, page.Stop);
        return PlaygroundView.FieldsOf(served.Inputs, profile, await services.Registry.CardAsync(version, page.Stop));
    }

    private static async Task<ServedModel> FindAsync(PageRequest page) =>
        (await page.Services.Router.FindAsync(page.Model, page.Stop))?.Served
        ?? throw new ProblemException(
            (await page.Services.Deployments.GetAsync(page.Model, page.Stop)).IsArchived
                ? ArchivedModel.Problem(page.Model)
                : new($"No version of '{page.Model}' serves yet", Try: "the page of the model tells what there is", Status: 404)
        );

    private static PlaygroundAnswer Answer(ServedModel served, IReadOnlyList<PlaygroundField> fields)
    {
        using var row = JsonDocument.Parse(RowOf(fields));
        var (frame, gaps) = new JsonRows(row.RootElement).Read(served);
        var batch = served.Predict(frame, gaps: gaps);
        var predictions = batch.Predictions;
        var isClass = predictions.Task is ModelTask.Binary or ModelTask.Multiclass;
        return new(
            isClass ? predictions.Classes[(int)predictions.Values[0]] : NumberFormat.Format(predictions.Values[0]),
            isClass && predictions.Probabilities is { } shares ? [.. predictions.Classes.Select((name, i) => (name, shares[i]))] : [],
            PredictionReasons.Of(batch)?[0],
            [.. batch.Warnings.Concat(batch.NotesOf(0)).Sentences().Distinct()]
        )
        {
            Interval = predictions is { Lows: { } lows, Highs: { } highs } ? (lows[0], highs[0]) : null,
        };
    }

    /// <summary>The row as a caller of the contract would send it.</summary>
    private static ReadOnlyMemory<byte> RowOf(IReadOnlyList<PlaygroundField> fields)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartArray();
        json.WriteStartObject();
        foreach (var field in fields.Where(field => field.Value.Length > 0).DistinctBy(field => field.Column))
        {
            json.WritePropertyName(field.Column);
            if (
                field.Type == ColumnType.Number
                && double.TryParse(field.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && double.IsFinite(number)
            )
            {
                json.WriteNumberValue(number);
            }
            else
            {
                json.WriteStringValue(field.Value);
            }
        }

        json.WriteEndObject();
        json.WriteEndArray();
        json.Flush();
        return buffer.WrittenMemory;
    }
}
