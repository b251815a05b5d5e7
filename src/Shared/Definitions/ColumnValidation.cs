namespace MLOpsFunctions.Definitions;

/// <summary>What must hold of the columns of a definition: one label, roles that fit types, formats that can be read.</summary>
internal static class ColumnValidation
{
    /// <inheritdoc cref="DefinitionValidation.Check"/>
    public static void Check(ModelDefinition definition, Func<string, DefinitionNode> at, DefinitionErrors mistakes)
    {
        CheckLabel(definition, at, mistakes);
        CheckRoles(definition, at, mistakes);
    }

    private static void CheckLabel(ModelDefinition definition, Func<string, DefinitionNode> at, DefinitionErrors mistakes)
    {
        var declared = definition.Columns.Where(column => column.Value.Role == ColumnRole.Label).Select(column => column.Key).ToArray();
        if (declared.Length > 1)
        {
            mistakes.Add(
                "There can be one label",
                at(Column(declared[1])),
                Names(declared),
                "one column with the role label",
                "Give the others the role feature or ignore"
            );
        }
        else if (definition.Label is { } label && declared is [var other] && other != label)
        {
            mistakes.Add(
                "Two columns are named as the label",
                at("$.label"),
                Names([label, other]),
                "one label",
                "Keep 'label' and drop the role, or the other way round"
            );
        }

        if (
            definition.Label is { } name
            && definition.Columns.TryGetValue(name, out var column)
            && column.Role is { } role and not ColumnRole.Label
        )
        {
            mistakes.Add("The label has another role", at(Column(name)), $"role {role.JsonName()}", "role label, or none");
        }

        foreach (var hidden in declared.Append(definition.Label).OfType<string>().Distinct())
        {
            if (
                definition.Columns.TryGetValue(hidden, out var masked)
                && masked.Pii is PiiHandling.Mask or PiiHandling.Drop or PiiHandling.Generalise
            )
            {
                mistakes.Add(
                    "The label would be lost",
                    at(Column(hidden)),
                    $"pii {masked.Pii!.JsonName()}",
                    "a label that can be read, or pii hash"
                );
            }
        }
    }

    private static void CheckRoles(ModelDefinition definition, Func<string, DefinitionNode> at, DefinitionErrors mistakes)
    {
        foreach (var role in new[] { ColumnRole.Time, ColumnRole.Weight })
        {
            var names = definition.Columns.Where(column => column.Value.Role == role).Select(column => column.Key).ToArray();
            if (names.Length > 1)
            {
                mistakes.Add(
                    $"There can be one column with the role {role.JsonName()}",
                    at(Column(names[1])),
                    Names(names),
                    "one column",
                    "Give the others the role feature or ignore"
                );
            }
        }

        foreach (var (name, column) in definition.Columns)
        {
            if ((column.Role, column.Type) is (ColumnRole.Weight, ColumnType.Text or ColumnType.Time) or (ColumnRole.Time, ColumnType.Text))
            {
                mistakes.Add(
                    "Type and role contradict each other",
                    at(Column(name)),
                    $"type {column.Type!.JsonName()}, role {column.Role!.JsonName()}",
                    column.Role == ColumnRole.Weight ? "type number" : "type time or number"
                );
            }

            if (column.Text is not null && column.Type is ColumnType.Number or ColumnType.Time)
            {
                mistakes.Add(
                    "Only texts are read as a whole or for their words",
                    at(Column(name)),
                    $"type {column.Type!.JsonName()}",
                    "type text, or no 'text'"
                );
            }

            if (column.Format is { } format && !IsFormat(format, column.Type))
            {
                mistakes.Add(
                    "The format cannot be read",
                    at(DefinitionNode.Member(Column(name), "format")),
                    DefinitionErrors.Quote(format),
                    column.Type switch
                    {
                        ColumnType.Time => "a custom format of .NET with the year in it, such as dd.MM.yyyy HH:mm",
                        ColumnType.Number => "an example of a number with all its marks, such as 1.234,5 or 1,234.5",
                        _ => "type time or number beside a format",
                    }
                );
            }

            if (column.Pii != PiiHandling.Generalise && (column.Band is not null || column.Prefix is not null))
            {
                mistakes.Add(
                    "Band and prefix say how a column is made coarse",
                    at(Column(name)),
                    column.Pii is { } other ? $"pii {other.JsonName()}" : "no pii",
                    "pii generalise"
                );
            }

            if (column is { Pii: PiiHandling.Redact, Type: ColumnType.Number or ColumnType.Time })
            {
                mistakes.Add(
                    "Only texts have parts",
                    at(Column(name)),
                    $"type {column.Type!.JsonName()}, pii redact",
                    "type text, or pii drop"
                );
            }

            if (column is { Text: TextKind.Prose, Pii: PiiHandling.Hash or PiiHandling.Mask or PiiHandling.Generalise })
            {
                mistakes.Add(
                    "A private column cannot be read for its words",
                    at(Column(name)),
                    $"text prose, pii {column.Pii!.JsonName()}",
                    "text category, or no pii",
                    "Hashed or masked texts have no words left"
                );
            }
        }
    }

    private static bool IsFormat(string format, ColumnType? type) =>
        type == ColumnType.Time ? TimePattern.IsValid(format) : type == ColumnType.Number && NumberExample.Read(format) is not null;

    private static string Column(string name) => DefinitionNode.Member("$.columns", name);

    private static string Names(IEnumerable<string> names) => string.Join(" and ", names.Select(DefinitionErrors.Quote));
}
