using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MLOpsFunctions.Browser.Tests;

/// <summary>What people come for, by mouse and by keyboard alone.</summary>
[Collection(DashboardCollection.Name)]
public sealed partial class FlowTests(Dashboard dashboard)
{
    public static TheoryData<Hand> Hands => [Hand.Mouse, Hand.Keyboard];

    [BrowserTheory]
    [MemberData(nameof(Hands))]
    public async Task A_file_that_is_sent_becomes_a_model_that_serves(Hand hand)
    {
        var model = $"sent-{hand}".ToLowerInvariant();
        await using var visit = await dashboard.VisitAsync();
        var page = visit.Page;
        await visit.OpenAsync("/");

        await page.WriteAsync(hand, page.GetByLabel("Model", new() { Exact = true }), model);
        await page.WriteAsync(hand, page.GetByLabel("Column to predict (optional)"), "defaulted");
        await page.ChooseAsync(hand, page.GetByLabel("File", new() { Exact = true }), Csv(Tables.Loans(200, 7)));
        await page.PressAsync(hand, page.GetByRole(AriaRole.Button, new() { Name = "Send and train" }));

        await Expect(page).ToHaveURLAsync(new Regex($"/runs/{model}-"));
        await Expect(Status(page)).ToHaveTextAsync("deployed", new() { Timeout = 120_000 });
        await page.PressAsync(hand, page.GetByRole(AriaRole.Link, new() { Name = model, Exact = true }).First);
        await Expect(page.Locator(".slot.live")).ToContainTextAsync("Version 1");
        Assert.Empty(visit.Complaints);
    }

    [BrowserTheory]
    [MemberData(nameof(Hands))]
    public async Task A_version_that_waits_is_approved_with_a_name_and_serves(Hand hand)
    {
        await new Story(dashboard.Http).TrainAsync(Story.Approved(hand), "spring.csv", Tables.Houses(150, 8), "awaitingApproval");
        await using var visit = await dashboard.VisitAsync();
        var page = visit.Page;
        await visit.OpenAsync("/");

        await page.PressAsync(hand, page.Locator(".attention").GetByRole(AriaRole.Link, new() { Name = Story.Approved(hand) }));
        await page.PressAsync(hand, page.Locator("#approve > summary"));
        await page.WriteAsync(hand, page.Locator("#approve-by"), "Ann");
        await page.PressAsync(hand, page.Locator("#approve form").GetByRole(AriaRole.Button));

        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Approved.");
        await Expect(Status(page)).ToHaveTextAsync("deployed", new() { Timeout = 60_000 });
        Assert.Empty(visit.Complaints);
    }

    [BrowserTheory]
    [MemberData(nameof(Hands))]
    public async Task An_earlier_version_is_rolled_back_to_and_the_later_one_promoted_again(Hand hand)
    {
        await using var visit = await dashboard.VisitAsync();
        var page = visit.Page;
        await visit.OpenAsync($"/models/{Story.Loans}");

        await DecideAsync(page, hand, "rollback");
        await Expect(page.Locator(".slot.live")).ToContainTextAsync("Version 1");
        await Expect(page.Locator(".timeline li").First).ToContainTextAsync("by Ann: tried by rollback");

        await DecideAsync(page, hand, "promote");
        await Expect(page.Locator(".slot.live")).ToContainTextAsync("Version 2");
        Assert.Empty(visit.Complaints);
    }

    [BrowserTheory]
    [MemberData(nameof(Hands))]
    public async Task A_slider_of_the_playground_changes_the_answer_and_its_reasons(Hand hand)
    {
        await using var visit = await dashboard.VisitAsync();
        var page = visit.Page;
        await visit.OpenAsync($"/models/{Story.Loans}/playground");
        var (slider, answer) = (page.GetByLabel("amount, slider"), page.Locator("#answer"));
        var before = await answer.InnerTextAsync();

        if (hand == Hand.Mouse)
        {
            await slider.ClickAsync(
                new()
                {
                    Position = new() { X = 3, Y = 5 },
                }
            );
        }
        else
        {
            await page.ReachAsync(slider);
            await page.Keyboard.PressAsync("Home");
        }

        await Expect(answer).Not.ToHaveTextAsync(before, new() { UseInnerText = true });
        await Expect(answer.GetByText("What each column added")).ToBeVisibleAsync();
        Assert.Empty(visit.Complaints);
    }

    [BrowserTheory]
    [MemberData(nameof(Hands))]
    public async Task A_run_shows_its_progress_while_it_goes_on_and_can_be_cancelled(Hand hand)
    {
        var run = await new Story(dashboard.Http).TrainAsync(Story.Long(hand), "long.csv", Tables.Loans(2_000, 9), "running");
        await using var visit = await dashboard.VisitAsync();
        var page = visit.Page;
        await visit.OpenAsync($"/runs/{run}");

        await Expect(page.Locator("#progress")).ToContainTextAsync("Trials");
        var before = await page.Locator("#progress").InnerTextAsync();
        await Expect(page.Locator("#progress")).Not.ToHaveTextAsync(before, new() { UseInnerText = true });
        await DecideAsync(page, hand, "cancel");

        await Expect(Status(page)).ToHaveTextAsync("cancelled", new() { Timeout = 60_000 });
        Assert.Empty(visit.Complaints);
    }

    [BrowserFact]
    public async Task Everything_works_without_the_script()
    {
        await using var visit = await dashboard.VisitAsync(script: false);
        var page = visit.Page;
        await visit.OpenAsync("/");

        await page.GetByLabel("Model", new() { Exact = true }).FillAsync("plain");
        await page.GetByLabel("Column to predict (optional)").FillAsync("defaulted");
        await page.GetByLabel("File", new() { Exact = true }).SetInputFilesAsync(Csv(Tables.Loans(200, 11)));
        await page.GetByRole(AriaRole.Button, new() { Name = "Send and train" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/runs/plain-"));
        await Expect(Status(page)).ToHaveTextAsync("deployed", new() { Timeout = 120_000 });

        await visit.OpenAsync("/models/plain/playground");
        await page.GetByLabel("region").FillAsync("south");
        await page.GetByRole(AriaRole.Button, new() { Name = "Predict" }).ClickAsync();
        await Expect(page.Locator("#answer .number")).ToHaveTextAsync(Classes());
    }

    private static ILocator Status(IPage page) => page.Locator(".title .badge");

    private static FilePayload Csv(string text) =>
        new()
        {
            Name = "loans.csv",
            MimeType = "text/csv",
            Buffer = Encoding.UTF8.GetBytes(text),
        };

    /// <summary>Fills in the form of an action and sends it.</summary>
    private static async Task DecideAsync(IPage page, Hand hand, string action)
    {
        await page.PressAsync(hand, page.Locator($"#{action} > summary"));
        await page.WriteAsync(hand, page.Locator($"#{action}-by"), "Ann");
        await page.WriteAsync(hand, page.Locator($"#{action}-reason"), $"tried by {action}");
        await page.PressAsync(hand, page.Locator($"#{action} form").GetByRole(AriaRole.Button));
    }

    [GeneratedRegex("^(yes|no)$")]
    private static partial Regex Classes();
}
