using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data;

/// <summary>The columns that name a row of files whose rows replace one another.</summary>
internal static class IngestKey
{
    /// <summary>Checks that every column of a key is in a file and kept apart.</summary>
    /// <exception cref="ProblemException">One is not.</exception>
    public static void Check(IReadOnlyList<string> key, IReadOnlyList<ColumnSchema> schema, string file)
    {
        foreach (var name in key)
        {
            if (schema.FirstOrDefault(column => column.Name == name) is not { Pii: not (PiiHandling.Mask or PiiHandling.Generalise) })
            {
                throw new ProblemException(
                    new(
                        $"The key '{PlainText.Name(name)}' cannot tell rows apart",
                        schema.Any(column => column.Name == name) ? "a masked or generalised column" : "no such column",
                        $"one of {string.Join(", ", schema.Select(column => column.Name).Take(30))}",
                        file,
                        DidYouMean.Nearest(name, schema.Select(column => column.Name)) is { } near
                            ? $"did you mean '{near}'?"
                            : "name another column in ingest.key"
                    )
                );
            }
        }
    }
}
