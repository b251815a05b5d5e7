using System.Globalization;
using MLOpsFunctions.Dashboard.Forms;

namespace MLOpsFunctions.Dashboard.Layout;

/// <summary>The addresses of the pages.</summary>
public static class Links
{
    /// <summary>A model.</summary>
    public static string Model(string model) => $"/models/{Uri.EscapeDataString(model)}";

    /// <summary>A version.</summary>
    public static string Version(string model, int version) => $"{Model(model)}/versions/{Text(version)}";

    /// <summary>A comparison of two versions.</summary>
    public static string Compare(string model, int version, int other) => $"{Model(model)}/compare?a={Text(other)}&b={Text(version)}";

    /// <summary>Where a model's versions come from.</summary>
    public static string Lineage(string model, int version) => $"{Version(model, version)}/lineage";

    /// <summary>Rows to try on a model.</summary>
    public static string Playground(string model) => $"{Model(model)}/playground";

    /// <summary>How a model is set up.</summary>
    public static string Settings(string model) => $"{Model(model)}/settings";

    /// <summary>A data set.</summary>
    public static string Dataset(string model, int number) => $"{Model(model)}/data/{Text(number)}";

    /// <summary>A run.</summary>
    public static string Run(string run) => $"/runs/{Uri.EscapeDataString(run)}";

    /// <summary>Where a form about a model goes.</summary>
    public static string ModelAction(string model, FormAction action) => $"{Model(model)}/{action.Folder}/{action.Name}";

    /// <summary>Where a form about a run goes.</summary>
    public static string RunAction(string run, FormAction action) => $"{Run(run)}/{action.Folder}/{action.Name}";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
