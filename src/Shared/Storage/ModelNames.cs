namespace MLOpsFunctions.Storage;

/// <summary>The rules for a model's name. It appears in folders, URLs, keys and metrics.</summary>
public static class ModelNames
{
    /// <summary>Whether the name is 1 to 63 lower-case letters, digits and hyphens, beginning and ending with a letter or digit.</summary>
    public static bool IsValid(string? name) =>
        name is { Length: >= 1 and <= 63 }
        && name[0] != '-'
        && name[^1] != '-'
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    /// <summary>Accepts a valid name; refuses all others.</summary>
    /// <exception cref="ProblemException">The name is not allowed.</exception>
    public static string Check(string? name) =>
        IsValid(name)
            ? name!
            : throw new ProblemException(
                new(
                    "This model name is not allowed",
                    $"'{BlobNames.Printable(name)}'",
                    "1 to 63 lower-case letters, digits and hyphens, beginning and ending with a letter or digit",
                    Try: "a name such as 'bike-rentals'"
                )
            );
}
