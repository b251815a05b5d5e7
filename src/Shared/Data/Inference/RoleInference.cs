using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data.Inference;

/// <summary>What each column is for.</summary>
/// <param name="ByColumn">Roles by column name.</param>
/// <param name="Label">The label's column; null for tasks without one.</param>
/// <param name="Notes">What a reader should know.</param>
internal sealed record ColumnRoles(IReadOnlyDictionary<string, ColumnRole> ByColumn, string? Label, IReadOnlyList<string> Notes);

/// <summary>Finds the label, identifiers and times. What was declared wins.</summary>
internal static class RoleInference
{
    private static readonly string[] LabelNames = ["label", "target", "class", "y"];

    /// <summary>Share of distinct values from which a column names its rows.</summary>
    private const double DistinctShare = 0.99;

    public static ColumnRoles Resolve(TypedTable table, ModelDefinition? definition, string file)
    {
        CheckNames(table, definition, file);
        var notes = new List<string>();
        var label = FindLabel(table, definition);
        var roles = new Dictionary<string, ColumnRole>(StringComparer.Ordinal);
        var time = definition?.Columns.Values.Any(column => column.Role == ColumnRole.Time) ?? false;
        foreach (var column in table.Columns)
        {
            var role = definition?.Columns.GetValueOrDefault(column.Name)?.Role;
            if (column.Name == label)
            {
                role = ColumnRole.Label;
            }
            else if (role is null && IsAllMissing(column))
            {
                role = ColumnRole.Ignore;
                notes.Add($"Column '{column.Name}' has no value in any row and is ignored.");
            }
            else if (role is null && IsIdentifier(column))
            {
                role = ColumnRole.Id;
                notes.Add($"Column '{column.Name}' names its rows and is taken as an identifier, not as a feature; declare its role to say otherwise.");
            }
            else if (role is null && column is TimeColumn && !time)
            {
                (role, time) = (ColumnRole.Time, true);
            }

            roles.Add(column.Name, role ?? ColumnRole.Feature);
        }

        return new(roles, label, notes);
    }

    private static string? FindLabel(TypedTable table, ModelDefinition? definition)
    {
        if (definition?.Label is { } declared)
        {
            return declared;
        }

        if (definition?.Columns.FirstOrDefault(column => column.Value.Role == ColumnRole.Label).Key is { } byRole)
        {
            return byRole;
        }

        return definition?.Task is ModelTask.Clustering or ModelTask.Anomaly
            ? null
            : (LabelNames.Select(name => table.Columns.FirstOrDefault(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
                .FirstOrDefault(column => column is not null) ?? table.Columns[^1]).Name;
    }

    private static void CheckNames(TypedTable table, ModelDefinition? definition, string file)
    {
        var names = table.Columns.Select(column => column.Name).ToList();
        var declared = (definition?.Columns.Keys ?? []).Concat(definition?.Label is { } label ? [label] : []).Concat(definition?.Expectations.Select(rule => rule.Column) ?? []);
        if (declared.FirstOrDefault(name => !names.Contains(name)) is { } missing)
        {
            var listed = string.Join(", ", names.Take(30)) + (names.Count > 30 ? ", ..." : "");
            throw new ProblemException(new(
                missing == definition?.Label ? $"The label '{missing}' is not in the file" : $"Column '{missing}' is declared and not in the file",
                $"columns {listed}", $"'{missing}' among them", file,
                DidYouMean.Nearest(missing, names) is { } near ? $"did you mean '{near}'?" : "name one of these columns"));
        }
    }

    private static bool IsAllMissing(DataColumn column)
    {
        for (var row = 0; row < column.Length; row++)
        {
            if (!column.IsMissing(row))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsIdentifier(DataColumn column) => column.Length >= 20 && column switch
    {
        TextColumn text => text.Levels.Length >= DistinctShare * column.Length,
        NumberColumn number => CountsUp(number.Values) || (NamesId(column.Name) && Distinct(number.Values) >= DistinctShare * column.Length),
        _ => false,
    };

    private static bool CountsUp(double[] values)
    {
        for (var row = 1; row < values.Length; row++)
        {
            if (!(values[row] > values[row - 1]) || values[row] != Math.Floor(values[row]) || values[row] - values[row - 1] > 100)
            {
                return false;
            }
        }

        return (values[^1] - values[0]) < 1.5 * values.Length;
    }

    private static bool NamesId(string name) =>
        name.Equals("id", StringComparison.OrdinalIgnoreCase) || name.EndsWith("_id", StringComparison.OrdinalIgnoreCase) || name.EndsWith("Id", StringComparison.Ordinal);

    private static int Distinct(double[] values) => values.Where(value => !double.IsNaN(value)).Distinct().Count();
}
