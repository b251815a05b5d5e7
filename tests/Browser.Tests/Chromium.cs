namespace MLOpsFunctions.Browser.Tests;

/// <summary>The browser of this machine. None is downloaded.</summary>
internal static class Chromium
{
    /// <summary>Names another executable.</summary>
    public const string Variable = "MLOPS_TEST_CHROMIUM";

    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    /// <summary>The executable; null: there is none.</summary>
    public static string? Path { get; } =
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : Places.FirstOrDefault(File.Exists);

    /// <summary>Why tests are left out; null: they are not. On a build server they fail instead, so that nobody overlooks them.</summary>
    public static string? Missing { get; } = Path is null && Environment.GetEnvironmentVariable("CI") is null ? NotFound : null;

    /// <summary>What to do where there is none.</summary>
    public static string NotFound =>
        $"No Chromium was found ({string.Join(", ", Places)}). Install it (Debian: apt-get install chromium), "
        + $"or name it in {Variable}.";
}

/// <summary>A test that needs a browser. Without one it is reported as left out, with what to install.</summary>
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = Chromium.Missing;
}

/// <summary>The same with cases.</summary>
internal sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute() => Skip = Chromium.Missing;
}
