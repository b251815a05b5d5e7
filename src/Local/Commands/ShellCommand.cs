namespace MLOpsFunctions.Local.Commands;

/// <summary>Commands that a person can copy into a shell and run as they are.</summary>
internal static class ShellCommand
{
    /// <summary>A command of this program.</summary>
    /// <param name="words">The verb and its arguments.</param>
    /// <param name="workspace">The workspace, as it was named; null: the default one.</param>
    public static string Mlops(IEnumerable<string> words, string? workspace) =>
        string.Join(' ', words.Concat(workspace is null ? [] : ["--workspace", workspace]).Prepend("mlops").Select(Quote));

    /// <summary>
    /// A word as a shell reads it back: in single quotes where it holds anything but letters, digits and a few harmless
    /// marks.
    /// </summary>
    private static string Quote(string word) =>
        word.Length > 0 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || "-_./:@=+,".Contains(letter))
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
