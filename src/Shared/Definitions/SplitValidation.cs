namespace MLOpsFunctions.Definitions;

/// <summary>What must hold between the parts of a split by column, and between them and the columns.</summary>
internal static class SplitValidation
{
    /// <inheritdoc cref="DefinitionValidation.Check"/>
    public static void Check(ModelDefinition definition, Func<string, DefinitionNode> at, DefinitionErrors mistakes)
    {
        var split = definition.Split;
        if (definition.Task == ModelTask.Forecast && (split.Kind == SplitKind.Column || split.Column is not null))
        {
            mistakes.Add(
                "A forecast is measured on what came later",
                at("$.split"),
                "a column that says which rows are held out",
                "the kind time, or none"
            );
        }

        if (split is { Kind: SplitKind.Column, Column: null } or { Column: null, Sides: not null })
        {
            mistakes.Add("The split does not say by which column", at("$.split"), "no key 'column'", "\"column\" and the column's name");
        }

        if (split.Sides is { } sides && !(sides.Values.Contains(SplitSide.Train) && sides.Values.Contains(SplitSide.Test)))
        {
            mistakes.Add(
                "The split has no rows on one side",
                at("$.split.sides"),
                $"values for {string.Join(" and ", sides.Values.Distinct().Order().Select(kind => kind.JsonName()))} only",
                "a value for train and one for test"
            );
        }

        if (split.Column is not { } column)
        {
            return;
        }

        if (split.Kind is { } kind and not SplitKind.Column)
        {
            mistakes.Add(
                "The rows are held out in two ways",
                at("$.split.column"),
                $"a column for the kind {kind.JsonName()}",
                "the kind column, or no column"
            );
        }

        if (column == definition.Label)
        {
            mistakes.Add(
                "The label cannot say which rows are held out",
                at("$.split.column"),
                DefinitionErrors.Quote(column),
                "another column"
            );
        }
        else if (
            definition.Columns.GetValueOrDefault(column) is { } declared
            && declared is not { Role: null or ColumnRole.Ignore, Pii: null, Type: not ColumnType.Time }
        )
        {
            mistakes.Add(
                "The column that says which rows are held out has another use",
                at(DefinitionNode.Member("$.columns", column)),
                declared.Role is { } role and not ColumnRole.Ignore ? $"role {role.JsonName()}"
                    : declared.Pii is { } pii ? $"pii {pii.JsonName()}"
                    : "type time",
                "nothing declared of it, or the role ignore"
            );
        }
    }
}
