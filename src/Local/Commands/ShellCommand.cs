namespace MLOpsFunctions.Local.Commands;

/// <summary>Commands that a person can copy into a shell and run as they are.</summary>
internal static class ShellCommand
{
    /// <summary>A command of this program.</summary>
    /// <param name="words">The verb and its arguments.</param>
    /// <param name="workspace">The workspace, as it was named; null: the default one.</param>
    public static string Mlops(IEnumerable<string> words, string? workspace) =>
        string.Join(' ', ["mlops", .. (workspace is null ? (string[])[] : ["--workspace", workspace]).Concat(words).Select(ShellWord.Of)]);
}
