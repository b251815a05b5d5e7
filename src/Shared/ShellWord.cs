namespace MLOpsFunctions;

/// <summary>Words of commands that a person can copy into a shell.</summary>
public static class ShellWord
{
    /// <summary>
    /// A word as a shell reads it back: in single quotes where it holds anything but letters, digits and a few harmless
    /// marks.
    /// </summary>
    public static string Of(string word) =>
        word.Length > 0 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || "-_./:@=+,".Contains(letter))
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
