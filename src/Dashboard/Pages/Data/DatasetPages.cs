using System.Globalization;
using System.Text.Json;
using MLOpsFunctions.Dashboard.Layout;
using MLOpsFunctions.Data;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Dashboard.Pages.Data;

/// <summary>The pages of data sets.</summary>
internal static class DatasetPages
{
    private const int PageSize = 25;

    /// <summary><c>GET /models/{model}/data</c>, newest first, page by page.</summary>
    public static async Task ListAsync(PageRequest page)
    {
        var (model, before) = (page.Model, page.Number("before"));
        var entries = await page.Services.Datasets.ListAsync(model, page.Stop, before).Take(PageSize).ToListAsync(page.Stop);
        var rows = new List<(DatasetEntry, DatasetVersion)>();
        foreach (var entry in entries)
        {
            rows.Add((entry, await page.Services.Datasets.DescribeAsync(entry, page.Stop)));
        }

        await page.ShowAsync<DatasetListPage>(
            $"Data sets of {model}",
            Section.Models,
            (nameof(DatasetListPage.Model), model),
            (nameof(DatasetListPage.Datasets), rows)
        );
    }

    /// <summary><c>GET /models/{model}/data/{number}</c></summary>
    public static async Task ShowAsync(PageRequest page)
    {
        var (datasets, model) = (page.Services.Datasets, page.Model);
        var known = int.TryParse(page.Route("number"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0;
        var found = known ? await datasets.ListAsync(model, page.Stop, number + 1L).Take(2).ToListAsync(page.Stop) : [];
        if (found is not [var entry, ..] || entry.Number != number)
        {
            throw new ProblemException(
                new(
                    "There is no such data set",
                    $"'{PlainText.Name(page.Route("number"))}'",
                    Try: $"/models/{model}/data lists them",
                    Status: 404
                )
            );
        }

        var dataset = await datasets.DescribeAsync(entry, page.Stop);
        var before = found.Count > 1 ? await datasets.ProfileAsync(await datasets.DescribeAsync(found[1], page.Stop), page.Stop) : null;
        var first = Math.Max((page.Number("column") ?? 1) - 1, 0);
        var view = new DatasetView(
            entry,
            dataset,
            await datasets.ProfileAsync(dataset, page.Stop),
            await ReceiptAsync(page, entry),
            before,
            first
        );
        await page.ShowAsync<DatasetPage>($"Data set {number} of {model}", Section.Models, (nameof(DatasetPage.View), view));
    }

    private static async Task<Receipt?> ReceiptAsync(PageRequest page, DatasetEntry entry)
    {
        if (
            await page.Services.Runs.FindAsync(entry.Run, page.Stop) is not { Receipt: { } place }
            || place.IndexOf('/') is not (> 0 and var cut)
        )
        {
            return null;
        }

        await using var read = await page.Services.Blobs.OpenReadAsync(place[..cut], place[(cut + 1)..], page.Stop);
        try
        {
            var receipt = read is null ? null : await JsonSerializer.DeserializeAsync<Receipt>(read.Content, Json.Compact, page.Stop);
            return receipt?.Run == entry.Run ? receipt : null; // A later file of the same name has written over it.
        }
        catch (JsonException)
        {
            return null; // A receipt lies where people may edit it.
        }
    }
}
