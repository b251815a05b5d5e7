using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Features;

/// <summary>Labels in the form of trainers.</summary>
/// <param name="Classes">Class names by index; empty if the label is a number.</param>
/// <param name="Values">One number for each row: the label, or the index of its class.</param>
public sealed record EncodedLabels(IReadOnlyList<string> Classes, double[] Values);

/// <summary>Turns a label column into numbers.</summary>
public static class LabelEncoder
{
    /// <summary>
    /// Encodes labels. Classes are in ascending order, as numbers where all of them are, so that index 1 of two is what
    /// people mean by "positive": 1 of 0 and 1, yes of no and yes. For the task anomaly there are no classes, and the
    /// rarer value is 1.
    /// </summary>
    /// <exception cref="ProblemException">A label is missing.</exception>
    public static EncodedLabels Encode(DataFrame frame, string label, ModelTask task)
    {
        var column = frame.Find(label) ?? throw new ProblemException(new($"The label '{label}' is not in the data"));
        for (var row = 0; row < column.Length; row++)
        {
            if (column.IsMissing(row))
            {
                throw new ProblemException(new($"The label '{label}' is missing", Where: $"row {row}"));
            }
        }

        if (task is not (ModelTask.Binary or ModelTask.Multiclass or ModelTask.Anomaly))
        {
            return new([], ((NumberColumn)column).Values);
        }

        string[] classes = column is NumberColumn number
            ? [.. number.Values.Distinct().Order().Select(CellWriter.Write)]
            : [.. ((TextColumn)column).Codes.Distinct().Select(code => ((TextColumn)column).Levels[code]).Order(StringComparer.Ordinal)];
        var index = classes
            .Select((name, i) => (name, i))
            .ToDictionary(entry => entry.name, entry => (double)entry.i, StringComparer.Ordinal);
        var values = new double[column.Length];
        for (var row = 0; row < values.Length; row++)
        {
            values[row] = index[CellWriter.Write(column, row)!];
        }

        return task == ModelTask.Anomaly ? new([], Rarer(values)) : new(classes, values);
    }

    /// <summary>Anomalies are the rarer of two values, whatever their names; they become 1.</summary>
    private static double[] Rarer(double[] values) =>
        values.Count(value => value == 1) * 2 > values.Length ? Array.ConvertAll(values, value => 1 - value) : values;
}
