using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data.Schema;

/// <summary>Completes a definition by what the rows show: the task, and every column's type and role.</summary>
internal static class DefinitionCompleter
{
    /// <summary>Most distinct whole numbers that are still taken as classes: ratings, digits, grades.</summary>
    public const int MaxNumericClasses = 20;

    /// <summary>
    /// Fewest rows a class, on average, for whole numbers to be taken as classes: below this they are counts of which a
    /// few happen to occur.
    /// </summary>
    private const int MinRowsOfClass = 10;

    /// <summary>Most classes of a label; beyond it the label names things rather than classes.</summary>
    private const int MaxClasses = 1000;

    private const string OtherLabel =
        "name another column as label: --label COLUMN, over HTTP ?label=COLUMN, or \"label\" in the definition";

    /// <exception cref="ProblemException">There are too few rows, or the label does not suit the task.</exception>
    public static ModelDefinition Complete(
        DataFrame frame,
        ColumnRoles roles,
        ModelDefinition? definition,
        IngestLimits limits,
        string file,
        bool isPart = false
    )
    {
        if (frame.RowCount < (isPart ? 1 : limits.MinRows))
        {
            throw new ProblemException(
                new(
                    "There are too few rows to learn from",
                    $"{frame.RowCount} usable {(frame.RowCount == 1 ? "row" : "rows")}",
                    $"{limits.MinRows} or more",
                    file,
                    "collect more data"
                )
            );
        }

        var task = definition?.Task ?? InferTask(frame.Find(roles.Label!)!, file);
        if (roles.Label is { } label && !isPart)
        {
            CheckLabel(frame.Find(label)!, task, file);
        }

        return (definition ?? new ModelDefinition { Inferred = true }) with
        {
            Task = task,
            Label = roles.Label,
            Columns = frame.Columns.ToDictionary(
                column => column.Name,
                column => Complete(column, roles.ByColumn[column.Name], definition?.Columns.GetValueOrDefault(column.Name))
            ),
        };
    }

    private static ColumnDefinition Complete(DataColumn column, ColumnRole role, ColumnDefinition? declared) =>
        new(
            column.Type,
            role,
            declared?.Pii,
            column is TextColumn text && role == ColumnRole.Feature
                ? declared?.Text ?? TextKindDetector.KindOf(text, declared?.IsOpaque() == true || declared?.Pii == PiiHandling.Generalise)
                : declared?.Text,
            declared?.Format,
            declared?.Missing,
            declared?.Band,
            declared?.Prefix
        );

    private static ModelTask InferTask(DataColumn label, string file) =>
        label switch
        {
            TextColumn { Levels.Length: > MaxNumericClasses } text when text.Levels.Length * 2 > text.Length => throw new ProblemException(
                new(
                    $"The label '{label.Name}' is text that hardly repeats itself",
                    $"{text.Levels.Length:N0} distinct texts in {text.Length:N0} rows",
                    "a category or a number",
                    file,
                    OtherLabel
                )
            ),
            TextColumn text => text.Levels.Length == 2 ? ModelTask.Binary : ModelTask.Multiclass,
            NumberColumn number => DistinctCounter.Count(number.Values, MaxNumericClasses) switch
            {
                2 => ModelTask.Binary,
                <= MaxNumericClasses
                and var classes
                    when number.Length >= MinRowsOfClass * classes
                        && Array.TrueForAll(number.Values, value => value == Math.Floor(value)) => ModelTask.Multiclass,
                _ => ModelTask.Regression,
            },
            _ => throw NotALabel(label, "a number or a category", file),
        };

    /// <exception cref="ProblemException">The label does not suit the task.</exception>
    public static void CheckLabel(DataColumn label, ModelTask task, string file)
    {
        if (label is TimeColumn)
        {
            throw NotALabel(label, "a number or a category", file);
        }

        var distinct = label is TextColumn text ? text.Levels.Length : DistinctCounter.Count(((NumberColumn)label).Values, MaxClasses);
        if (task is ModelTask.Regression or ModelTask.Forecast && label is not NumberColumn)
        {
            throw new ProblemException(
                new(
                    $"The label '{label.Name}' is not a number",
                    "a column of text",
                    $"numbers, for the task {task.JsonName()}",
                    file,
                    "declare the task binary or multiclass, or name another label"
                )
            );
        }

        if (distinct < 2)
        {
            throw new ProblemException(
                new(
                    $"The label '{label.Name}' has one value only",
                    $"the same in all {label.Length:N0} rows",
                    "two values or more",
                    file,
                    "drop a file in which the label varies, or name another label"
                )
            );
        }

        if (task is ModelTask.Binary or ModelTask.Anomaly && distinct != 2)
        {
            throw new ProblemException(
                new(
                    $"The label '{label.Name}' has too many values for two classes",
                    Many(distinct),
                    "2",
                    file,
                    task == ModelTask.Binary
                        ? "declare the task multiclass or regression"
                        : "name a label that says which rows are anomalies, or none"
                )
            );
        }

        if (task == ModelTask.Multiclass && distinct > MaxClasses)
        {
            throw new ProblemException(
                new(
                    $"The label '{label.Name}' has too many classes",
                    Many(distinct),
                    $"at most {MaxClasses:N0}",
                    file,
                    "declare the task regression, or name another label"
                )
            );
        }
    }

    private static string Many(int distinct) =>
        distinct > MaxClasses ? $"more than {MaxClasses:N0} distinct values" : $"{distinct:N0} distinct values";

    private static ProblemException NotALabel(DataColumn label, string expected, string file) =>
        new(new($"The label '{label.Name}' is a time", Expected: expected, Where: file, Try: OtherLabel));
}
