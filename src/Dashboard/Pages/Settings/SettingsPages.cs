using MLOpsFunctions.Dashboard.Layout;

namespace MLOpsFunctions.Dashboard.Pages.Settings;

/// <summary>How a model is set up.</summary>
internal static class SettingsPages
{
    /// <summary><c>GET /models/{model}/settings</c></summary>
    public static async Task ShowAsync(PageRequest page)
    {
        var model = page.Model;
        var definition =
            await page.Services.Definitions.FindAsync(model, page.Stop)
            ?? throw new ProblemException(
                new(
                    $"Model '{model}' has no definition",
                    Expected: $"definitions/{model}.json",
                    Try: "drop a file: what it is taken for is written there",
                    Status: 404
                )
            );
        await page.ShowAsync<SettingsPage>(
            $"Settings of {model}",
            Section.Models,
            (nameof(SettingsPage.Model), model),
            (nameof(SettingsPage.IsInferred), definition.Inferred),
            (nameof(SettingsPage.Parts), SettingsPart.Of(definition))
        );
    }
}
