using Spectre.Console;

namespace MLOpsFunctions.Local.Commands;

/// <summary>A bar a trainer, as long as its value.</summary>
internal static class TrialChart
{
    private const int WidestBar = 40;

    /// <summary>Draws the bars; nothing where there are fewer than two, or where they have no common side of zero.</summary>
    public static void Write(IAnsiConsole console, IReadOnlyList<(string Name, double Value)> best)
    {
        if (best.Count < 2 || best.Any(one => one.Value <= 0 || !double.IsFinite(one.Value)))
        {
            return;
        }

        var (name, value) = (best.Max(one => one.Name.Length), best.Max(one => NumberFormat.Tabulate(one.Value).Length));
        var width = Math.Clamp(console.Profile.Width - name - value - 6, 1, WidestBar);
        var (most, mark) = (
            best.Max(one => one.Value),
            console.Profile.Capabilities.Ansi && console.Profile.Capabilities.Unicode ? '█' : '#'
        );
        foreach (var one in best)
        {
            var bar = new string(mark, Math.Max(1, (int)Math.Round(one.Value / most * width)));
            console.WriteLine($"  {one.Name.PadRight(name)}  {NumberFormat.Tabulate(one.Value).PadLeft(value)}  {bar}");
        }
    }
}
