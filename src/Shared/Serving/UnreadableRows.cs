using MLOpsFunctions.Data;

namespace MLOpsFunctions.Serving;

/// <summary>Refuses files that no version can answer, and words for cells that it could not read.</summary>
public static class UnreadableRows
{
    /// <summary>Columns that a refusal lists.</summary>
    private const int Listed = 20;

    /// <summary>There is no row that can be answered.</summary>
    /// <param name="bad">Rows that cannot be read.</param>
    /// <param name="first">The first of them; null: there is none.</param>
    public static ProblemException None(string file, long bad, QuarantinedRow? first) =>
        new(
            new(
                "There are no rows to predict",
                first is null
                    ? "a header at most"
                    : FormattableString.Invariant($"{bad:N0} rows that cannot be used, the first on line {first.Line}: {first.Reason}"),
                "one row or more",
                file
            )
        );

    /// <summary>Refuses a file that has none of the model's inputs.</summary>
    /// <param name="served">The version.</param>
    /// <param name="absent">Columns of its schema that the file lacks.</param>
    /// <exception cref="ProblemException">All of its inputs are among them.</exception>
    public static void CheckInputs(ServedModel served, IReadOnlyList<string> absent, string file)
    {
        var lacking = served.Inputs.Select(column => column.Name).Intersect(absent).ToList();
        if (lacking.Count > 0 && lacking.Count == served.Inputs.Count)
        {
            throw new ProblemException(
                new(
                    "The file has none of the columns that the model answers from",
                    "none of them",
                    string.Join(", ", lacking.Take(Listed)),
                    file,
                    $"mlops card {served.Version.Model} lists them; their names have to be the same to the letter"
                )
            );
        }
    }

    /// <summary>A cell that could not be read, in words.</summary>
    public static string Sentence(QuarantinedRow note) =>
        $"column '{note.Column}': {(note.Found is { } found ? $"'{found}' is " : "")}{note.Reason}; taken as missing.";
}
