using Microsoft.AspNetCore.Http;
using MLOpsFunctions.Dashboard.Layout;
using MLOpsFunctions.Dashboard.Pages.Models;
using MLOpsFunctions.Dashboard.Pages.Runs;

namespace MLOpsFunctions.Dashboard.Forms;

/// <summary>
/// Does what forms ask for, and sends the browser to a page that shows it, so that loading that page again asks for
/// nothing twice. What is refused is shown on the page that the form is of.
/// </summary>
internal static class FormHandlers
{
    /// <summary>A name, a reason and a few numbers.</summary>
    private const int Bytes = 64 * 1024;

    /// <summary>A form about a model.</summary>
    public static Task PostModelAsync(PageRequest page) =>
        PostAsync(page, FormActions.OfModels, ModelPages.ShowAsync, (action, run) => run is null ? ModelOf(page, action) : Links.Run(run));

    /// <summary>A form about a run.</summary>
    public static Task PostRunAsync(PageRequest page) =>
        PostAsync(page, FormActions.OfRuns, RunPages.ShowAsync, (_, _) => Links.Run(page.Route("id")));

    private static string ModelOf(PageRequest page, FormAction action) =>
        action == FormActions.Review ? "/review" : Links.Model(page.Model);

    private static async Task PostAsync(
        PageRequest page,
        IReadOnlyList<FormAction> actions,
        Func<PageRequest, Task> show,
        Func<FormAction, string?, string> next
    )
    {
        var name = page.Route("action");
        var folder = page.Context.Request.Path.Value?.Split('/') is [.., var level, _] ? level : "";
        var action =
            actions.FirstOrDefault(action => action.Name == name && action.Folder == folder)
            ?? throw new ProblemException(new("There is no such form", PlainText.Name(name), Status: StatusCodes.Status404NotFound));
        if (await RefuseAsync(page, action) is var (refusal, run) && refusal is not null)
        {
            await show(page with { Refusal = refusal });
        }
        else
        {
            page.SeeOther($"{next(action, run)}?done={action.Name}");
        }
    }

    private static async Task<(Problem? Refusal, string? Run)> RefuseAsync(PageRequest page, FormAction action)
    {
        try
        {
            var (fields, number) = await FormFields.ReadAsync(page, Bytes);
            if (page.Context.User.Identity is not { IsAuthenticated: true })
            {
                fields.Required("by", "your name");
            }

            if (action.NeedsReason)
            {
                fields.Required("reason", "why you decide so");
            }

            var answer = await ApiCall.SendAsync(page, action.Endpoint, action.Body(fields), number);
            return (answer.Refusal, answer.Run);
        }
        catch (ProblemException refused)
        {
            return (refused.Problem, null);
        }
    }
}
