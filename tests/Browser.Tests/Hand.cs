using Microsoft.Playwright;

namespace MLOpsFunctions.Browser.Tests;

/// <summary>How a person acts on a page: with a mouse, or with the keyboard alone.</summary>
public enum Hand
{
    Mouse,
    Keyboard,
}

internal static class HandActions
{
    /// <summary>More controls than any page has.</summary>
    private const int MostStops = 200;

    /// <summary>Follows a link, unfolds a form, presses a button.</summary>
    public static async Task PressAsync(this IPage page, Hand hand, ILocator control)
    {
        if (hand == Hand.Mouse)
        {
            await control.ClickAsync();
            return;
        }

        await page.ReachAsync(control);
        await page.Keyboard.PressAsync("Enter");
    }

    /// <summary>Writes into a field.</summary>
    public static async Task WriteAsync(this IPage page, Hand hand, ILocator field, string text)
    {
        if (hand == Hand.Mouse)
        {
            await field.ClickAsync();
        }
        else
        {
            await page.ReachAsync(field);
        }

        await page.Keyboard.TypeAsync(text);
    }

    /// <summary>Chooses a file.</summary>
    public static async Task ChooseAsync(this IPage page, Hand hand, ILocator field, FilePayload file)
    {
        var chooser = await page.RunAndWaitForFileChooserAsync(() => page.PressAsync(hand, field));
        await chooser.SetFilesAsync(file);
    }

    /// <summary>Goes from control to control until this one has the focus, as the Tab key does.</summary>
    public static async Task ReachAsync(this IPage page, ILocator control)
    {
        for (var stop = 0; stop < MostStops; stop++)
        {
            if (await control.EvaluateAsync<bool>("control => control === document.activeElement"))
            {
                return;
            }

            await page.Keyboard.PressAsync("Tab");
        }

        throw new InvalidOperationException($"The Tab key does not lead to {control}.");
    }
}
