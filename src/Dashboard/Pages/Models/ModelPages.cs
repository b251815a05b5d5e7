using MLOpsFunctions.Dashboard.Layout;
using MLOpsFunctions.Dashboard.Pages.Home;
using MLOpsFunctions.Monitoring;
using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Dashboard.Pages.Models;

/// <summary>The page of a model.</summary>
internal static class ModelPages
{
    private const int Versions = 15,
        Entries = 15,
        Checks = 12;

    /// <summary>Columns of drift reports that are read: a report of a wide table is nearly a megabyte.</summary>
    private const int DriftColumns = 5_000;

    /// <summary><c>GET /models/{model}</c></summary>
    public static async Task ShowAsync(PageRequest page)
    {
        var (services, model) = (page.Services, page.Model);
        var versions = await services.Registry.NewestAsync(model, Versions, page.Number("before"), page.Stop);
        if (versions.Count == 0 && await services.Registry.CountAsync(model, page.Stop) == 0)
        {
            await ShowUnregisteredAsync(page, model);
            return;
        }

        var at = page.Query("at") is { } time ? InstantParser.Parse(time) : null;
        var glance = await ModelGlances.ReadAsync(page, model);
        var view = new ModelView(
            glance,
            await services.Deployments.GetAsync(model, page.Stop),
            versions,
            await services.Ledger.NewestAsync(model, Entries, page.Number("entry"), page.Stop),
            await DriftAsync(page, model),
            await CardAsync(page, model, glance.Overview.Champion, versions)
        )
        {
            At = at,
            LiveAt = at is { } then ? await services.Lineage.LiveAtAsync(model, then, page.Stop) : null,
        };
        await page.ShowAsync<ModelPage>(model, Section.Models, (nameof(ModelPage.View), view));
    }

    /// <summary>A model that has runs and no version yet.</summary>
    private static async Task ShowUnregisteredAsync(PageRequest page, string model)
    {
        var runs = await page.Services.Runs.ListAsync(model, page.Stop).Take(10).ToListAsync(page.Stop);
        if (runs.Count == 0)
        {
            var known = await page.Services.Registry.ModelsAsync(page.Stop).Take(1_000).ToListAsync(page.Stop);
            throw new ProblemException(
                new($"There is no model '{model}'", Try: DidYouMean.Sentence(model, known) ?? "drop a file to make it", Status: 404)
            );
        }

        await page.ShowAsync<NewModelPage>(model, Section.Models, (nameof(NewModelPage.Model), model), (nameof(NewModelPage.Runs), runs));
    }

    private static async Task<IReadOnlyList<DriftReport>> DriftAsync(PageRequest page, string model)
    {
        var (reports, columns) = (new List<DriftReport>(), 0);
        await foreach (var report in page.Services.Drift.ListAsync(model, page.Stop).Take(Checks))
        {
            reports.Add(report);
            columns += report.Columns.Count;
            if (columns > DriftColumns)
            {
                break;
            }
        }

        return reports;
    }

    /// <summary>Null where it is damaged: the page of the version tells that, and this one shows the rest.</summary>
    private static async Task<ModelCard?> CardAsync(PageRequest page, string model, int? champion, IReadOnlyList<ModelVersion> versions)
    {
        var version = champion is { } live ? await page.Services.Registry.FindAsync(model, live, page.Stop) : versions.FirstOrDefault();
        try
        {
            return version is null ? null : await page.Services.Registry.CardAsync(version, page.Stop);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
