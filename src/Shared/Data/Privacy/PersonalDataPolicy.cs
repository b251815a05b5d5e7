using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data.Privacy;

/// <summary>What becomes of personal data that nobody has decided on: it is neither learned nor stored in clear.</summary>
internal static class PersonalDataPolicy
{
    /// <summary>
    /// The definition with these columns left out; hashed where rows are told apart by them; with the parts replaced where
    /// they stand between other words.
    /// </summary>
    /// <param name="declared">What is declared; null: nothing.</param>
    /// <param name="label">The label; null: there is none.</param>
    /// <param name="personal">The columns.</param>
    /// <param name="file">The file's name.</param>
    /// <exception cref="ProblemException">The label is one of them.</exception>
    public static ModelDefinition Decide(ModelDefinition? declared, string? label, IReadOnlyList<PersonalColumn> personal, string file)
    {
        if (personal.FirstOrDefault(column => column.Column == label && !column.IsWithin) is { } learned)
        {
            throw new ProblemException(
                new(
                    $"The label '{PlainText.Name(learned.Column)}' looks like personal data",
                    learned.Kind.JsonName(),
                    "a label, or a person's decision to learn it",
                    file,
                    "name another label; or declare its pii in the definition: hash, or keep to learn it as it is"
                )
            );
        }

        var definition = declared ?? new ModelDefinition { Inferred = true };
        var columns = definition.Columns.ToDictionary(column => column.Key, column => column.Value, StringComparer.Ordinal);
        foreach (var column in personal)
        {
            var known = columns.GetValueOrDefault(column.Column) ?? new();
            var tellsApart = known.Role == ColumnRole.Group || definition.Ingest.Key.Contains(column.Column);
            columns[column.Column] = known with
            {
                Pii =
                    column.IsWithin ? PiiHandling.Redact
                    : tellsApart ? PiiHandling.Hash
                    : PiiHandling.Drop,
            };
        }

        return definition with
        {
            Columns = columns,
        };
    }
}
