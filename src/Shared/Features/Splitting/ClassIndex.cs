using System.Globalization;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Features.Splitting;

/// <summary>The rows' classes, to see that each can be learned.</summary>
/// <param name="label">The label's column.</param>
/// <param name="codes">A class a row, from 0; -1 where the label is missing.</param>
/// <param name="count">One above the greatest class; some may have no rows.</param>
internal sealed class ClassIndex(string label, int[] codes, int count)
{
    /// <summary>The classes of a frame; null where the task has none.</summary>
    public static ClassIndex? Of(DataFrame frame, IReadOnlyList<ColumnSchema> schema, ModelTask? task)
    {
        var label = schema.FirstOrDefault(column => column.Role == ColumnRole.Label);
        if (label is null || task is not (ModelTask.Binary or ModelTask.Multiclass))
        {
            return null;
        }

        return frame.Find(label.Name) switch
        {
            TextColumn text => new(label.Name, text.Codes, text.Levels.Length),
            NumberColumn number => OfNumbers(label.Name, number.Values),
            _ => null,
        };
    }

    /// <summary>The rows of each class that has any.</summary>
    public IEnumerable<int[]> Rows() => codes.Select((code, row) => (code, row)).Where(pair => pair.code >= 0)
        .GroupBy(pair => pair.code, pair => pair.row).Select(group => group.ToArray());

    /// <summary>Notes classes that no training row has.</summary>
    /// <exception cref="ProblemException">Fewer than two classes are among the training rows.</exception>
    public IReadOnlyList<string> Check(Side[] sides)
    {
        var (anywhere, learned) = (new bool[count], new bool[count]);
        for (var row = 0; row < codes.Length; row++)
        {
            if (codes[row] >= 0)
            {
                anywhere[codes[row]] = true;
                learned[codes[row]] |= sides[row] == Side.Training;
            }
        }

        var (all, known) = (anywhere.AsSpan().Count(true), learned.AsSpan().Count(true));
        if (known < 2)
        {
            throw new ProblemException(new(
                "There is only one class to learn",
                string.Create(CultureInfo.InvariantCulture, $"{known} of {all} classes in the training rows"), "at least 2 classes", $"column '{label}'",
                all < 2 ? "Drop a file with rows of every class" : "Choose the split random, or drop a file in which the classes alternate"));
        }

        return known == all
            ? []
            : [string.Create(CultureInfo.InvariantCulture, $"Of {all} classes {all - known} have no training row, so the model cannot predict them; the split leaves them to validation or test.")];
    }

    private static ClassIndex OfNumbers(string label, double[] values)
    {
        var (codes, seen) = (new int[values.Length], new Dictionary<double, int>());
        for (var row = 0; row < values.Length; row++)
        {
            if (double.IsNaN(values[row]))
            {
                codes[row] = -1;
            }
            else if (!seen.TryGetValue(values[row], out codes[row]))
            {
                seen.Add(values[row], codes[row] = seen.Count);
            }
        }

        return new(label, codes, seen.Count);
    }
}
