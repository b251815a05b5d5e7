namespace MLOpsFunctions;

/// <summary>
/// Who asked for something, and why, as the ledger keeps it for ever: short, and without characters that would be
/// displayed as something else.
/// </summary>
public static class Attribution
{
    /// <summary>Longest name, in characters: a mail address has at most 254.</summary>
    public const int MaxBy = 254;

    /// <summary>Longest reason, in characters: a paragraph.</summary>
    public const int MaxReason = 1_000;

    /// <summary>Accepts a name.</summary>
    /// <exception cref="ProblemException">It is longer than <see cref="MaxBy"/>, blank, or holds control or
    /// bidirectional characters.</exception>
    public static string By(string by) => Check(by, "by", MaxBy);

    /// <summary>Accepts a reason; null means that none was given.</summary>
    /// <exception cref="ProblemException">It is longer than <see cref="MaxReason"/>, blank, or holds control or
    /// bidirectional characters.</exception>
    public static string? Reason(string? reason) => reason is null ? null : Check(reason, "reason", MaxReason);

    private static string Check(string text, string part, int most)
    {
        var found =
            string.IsNullOrWhiteSpace(text) ? "nothing"
            : text.Length > most ? FormattableString.Invariant($"{text.Length:N0} characters")
            : PlainText.IsUnsafe(text) ? $"'{PlainText.Name(text)}'"
            : null;
        return found is null
            ? text
            : throw new ProblemException(
                new(
                    $"'{part}' is not usable",
                    found,
                    FormattableString.Invariant(
                        $"1 to {most:N0} characters, none of them a line break, a control or a bidirectional character"
                    ),
                    part,
                    "plain text on one line"
                )
            );
    }
}
