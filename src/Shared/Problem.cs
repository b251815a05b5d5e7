namespace MLOpsFunctions;

/// <summary>
/// Something that the caller can mend. It says what was found, what was expected, where, and what to try. The command
/// line prints it and exits with 2; HTTP answers it as RFC 9457 problem details. A very long part is cut in its middle,
/// because it may hold text from outside.
/// </summary>
/// <param name="Title">What went wrong, in one short sentence.</param>
/// <param name="Found">What was found, safe to print: never a private cell's value.</param>
/// <param name="Expected">What was expected.</param>
/// <param name="Where">File, line, column, JSON path or setting.</param>
/// <param name="Try">The next thing to do.</param>
/// <param name="Status">The HTTP status that fits: 400 to 499, or 500 if the caller is not at fault, such as damaged
/// storage.</param>
public sealed record Problem(
    string Title,
    string? Found = null,
    string? Expected = null,
    string? Where = null,
    string? Try = null,
    int Status = 400
)
{
    /// <summary>What went wrong, in one short sentence.</summary>
    public string Title { get; init; } = PlainText.Cut(Title);

    /// <summary>What was found, safe to print: never a private cell's value.</summary>
    public string? Found { get; init; } = Cut(Found);

    /// <summary>What was expected.</summary>
    public string? Expected { get; init; } = Cut(Expected);

    /// <summary>File, line, column, JSON path or setting.</summary>
    public string? Where { get; init; } = Cut(Where);

    /// <summary>The next thing to do.</summary>
    public string? Try { get; init; } = Cut(Try);

    /// <summary>The whole problem on one line.</summary>
    public override string ToString() =>
        string.Join(
            " ",
            new[]
            {
                Ended(Title),
                Found is null ? null : Ended($"Found: {Found}"),
                Expected is null ? null : Ended($"Expected: {Expected}"),
                Where is null ? null : Ended($"Where: {Where}"),
                Try is null ? null : Ended($"Try: {Try}"),
            }.Where(part => part is not null)
        );

    private static string? Cut(string? part) => part is null ? null : PlainText.Cut(part);

    private static string Ended(string sentence) => sentence.EndsWith('?') ? sentence : $"{sentence.TrimEnd('.')}.";
}

/// <summary>
/// Carries a <see cref="MLOpsFunctions.Problem"/> to the caller. A retry without a change cannot help, so no engine
/// retries it.
/// </summary>
/// <param name="problem">The problem for the user.</param>
/// <param name="inner">The exception that revealed it, if any.</param>
public class ProblemException(Problem problem, Exception? inner = null) : Exception(problem.ToString(), inner)
{
    /// <summary>The problem for the user.</summary>
    public Problem Problem { get; } = problem;
}
