using System.Globalization;
using System.Text;
using MLOpsFunctions.Data;
using MLOpsFunctions.Data.Schema;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Serving;

/// <summary>
/// Reads what turned out to be true as the label that a version learned from is written, and refuses what its label can
/// never be: truth that was never true would spoil whatever is measured by it.
/// </summary>
/// <param name="served">The version that gave the prediction.</param>
/// <param name="protect">Writes a label as the data keep it: hashed, where the label is private; null where it is not.</param>
internal sealed class GroundTruth(ServedModel served, Func<string, string>? protect)
{
    /// <summary>Classes that a refusal lists.</summary>
    private const int Listed = 10;

    private const string Where = "body, $.actual";

    /// <summary>The value as it is kept.</summary>
    /// <param name="said">A class by name, a number, or true or false.</param>
    /// <param name="isPlain">A number that is written as programs write them, however the training file wrote the label.</param>
    /// <exception cref="ProblemException">The version's label cannot be that.</exception>
    public string Read(string said, bool isPlain) =>
        served.Model.Task switch
        {
            ModelTask.Clustering => throw new ProblemException(
                new(
                    "Nothing can turn out to be true of clusters",
                    $"feedback for '{served.Version.Model}', which finds clusters",
                    "feedback for a model that predicts a label",
                    "body, $.id",
                    "train a classifier on a column that names the groups, where they are known",
                    422
                )
            ),
            ModelTask.Regression or ModelTask.Forecast => (isPlain ? Number(said) : Written(said)) is { } number
                ? CellWriter.Write(number)
                : throw Refused("a number", "a finite number", null, said),
            ModelTask.Anomaly => OfAnomaly(said),
            _ => OfClass(said),
        };

    /// <summary>
    /// The label of a detector had two names of its own, which the version does not keep; without a label there are yes
    /// and no.
    /// </summary>
    private string OfAnomaly(string said)
    {
        var number = Number(said);
        return
            said is "true" or "false"
            || number is 0 or 1
            || (
                served.Model.Label is not null
                && (number is not null || !double.TryParse(said, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            )
            ? said
            : throw Refused("yes or no", "true or false, or 1 or 0", null, said);
    }

    private string OfClass(string said)
    {
        var classes = served.Model.Classes;
        var words = protect is null ? BooleanWords.Of(classes) : Label?.Format?.Boolean;
        string[] writings =
        [
            said,
            words?.Spell(said) ?? said,
            .. Number(said) is { } number ? (string[])[CellWriter.Write(number), number.ToString("F1", CultureInfo.InvariantCulture)] : [],
        ];
        if (protect is not null)
        {
            return classes.FirstOrDefault(name => writings.Select(protect).Contains(name))
                ?? throw Refused(
                    "one of the classes",
                    $"one of the {classes.Count} classes that version {served.Version.Number} knows",
                    null,
                    null
                );
        }

        // In other letters only where that leaves no doubt: true for True.
        string[] alike = [.. classes.Where(name => string.Equals(name, said, StringComparison.OrdinalIgnoreCase))];
        var listed = string.Join(", ", classes.Take(Listed).Select(name => $"'{BlobNames.Printable(name)}'"));
        return classes.FirstOrDefault(writings.Contains)
            ?? (
                alike is [var one]
                    ? one
                    : throw Refused(
                        "one of the classes",
                        classes.Count <= Listed
                            ? listed
                            : $"{listed} or another of the {classes.Count} classes that version {served.Version.Number} knows",
                        DidYouMean.Sentence(said, classes),
                        said
                    )
            );
    }

    private ColumnSchema? Label => served.Schema.FirstOrDefault(column => column.Name == served.Model.Label);

    /// <summary>A number as the training file wrote the label.</summary>
    private double? Written(string said)
    {
        var format = Label?.Format;
        return format is null ? Number(said)
            : NumberTyping.Read(Encoding.UTF8.GetBytes(said), format) is { IsMissing: false, Fault: null } cell ? cell.Number
            : null;
    }

    private static double? Number(string said) =>
        double.TryParse(said, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    /// <summary>What is private is not repeated.</summary>
    private static ProblemException Refused(string what, string expected, string? suggestion, string? found) =>
        new(new($"'actual' is not {what}", found is null ? null : $"'{BlobNames.Printable(found)}'", expected, Where, suggestion));
}
