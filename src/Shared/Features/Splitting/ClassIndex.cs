using System.Globalization;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Features.Splitting;

/// <summary>The classes of the rows, to check that each can be learned.</summary>
/// <param name="label">The label's column.</param>
/// <param name="codes">The class of each row, from 0; -1 if the label is missing.</param>
/// <param name="names">The names of the classes; some may have no rows.</param>
internal sealed class ClassIndex(string label, int[] codes, string[] names)
{
    /// <summary>Most classes in a message.</summary>
    private const int Named = 10;

    /// <summary>
    /// A class with fewer rows gets a note: one or two of them are held out, and a single row changes the result.
    /// </summary>
    private const int FewRows = 10;

    /// <summary>The classes of a frame; null if the task has none.</summary>
    public static ClassIndex? Of(DataFrame frame, IReadOnlyList<ColumnSchema> schema, ModelTask? task)
    {
        var label = schema.FirstOrDefault(column => column.Role == ColumnRole.Label);
        if (label is null || task is not (ModelTask.Binary or ModelTask.Multiclass))
        {
            return null;
        }

        return frame.Find(label.Name) switch
        {
            TextColumn text => new(label.Name, text.Codes, text.Levels),
            NumberColumn number => OfNumbers(label.Name, number.Values),
            _ => null,
        };
    }

    /// <summary>The classes of some rows, in their order.</summary>
    public ClassIndex Take(int[] rows) => new(label, Array.ConvertAll(rows, row => codes[row]), names);

    /// <summary>The rows of each class that has any.</summary>
    public IEnumerable<int[]> Rows() =>
        codes
            .Select((code, row) => (code, row))
            .Where(pair => pair.code >= 0)
            .GroupBy(pair => pair.code, pair => pair.row)
            .Select(group => group.ToArray());

    /// <summary>Notes classes that no training row has, or no test row.</summary>
    /// <exception cref="ProblemException">Fewer than two classes are among the training rows.</exception>
    public IReadOnlyList<Note> Check(Side[] sides)
    {
        var (anywhere, learned, tested) = (new bool[names.Length], new bool[names.Length], new bool[names.Length]);
        var counts = new int[names.Length];
        for (var row = 0; row < codes.Length; row++)
        {
            if (codes[row] >= 0)
            {
                anywhere[codes[row]] = true;
                counts[codes[row]]++;
                learned[codes[row]] |= sides[row] == Side.Training;
                tested[codes[row]] |= sides[row] == Side.Test;
            }
        }

        var (all, known) = (anywhere.AsSpan().Count(true), learned.AsSpan().Count(true));
        if (known < 2)
        {
            throw new ProblemException(
                new(
                    "There is only one class to learn",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{known} of {all} classes in the training rows{(known == 1 ? $", {Names(learned)}" : "")}"
                    ),
                    "at least 2 classes",
                    $"column '{label}'",
                    all < 2
                        ? "Drop a file with rows of every class"
                        : "Choose the split random, or drop a file in which the classes alternate"
                )
            );
        }

        bool[] unlearned = [.. anywhere.Zip(learned, (any, here) => any && !here)],
            untested = [.. learned.Zip(tested, (here, there) => here && !there)];
        var notes = new List<Note>();
        if (known < all)
        {
            notes.Add(SplitNotes.UnlearnedClasses(NamesOf(unlearned), all));
        }

        if (untested.Contains(true))
        {
            notes.Add(SplitNotes.UntestedClasses(NamesOf(untested), all));
        }

        var rare = Enumerable
            .Range(0, names.Length)
            .Where(code => counts[code] is > 0 and < FewRows)
            .OrderBy(code => counts[code])
            .ThenBy(code => names[code], StringComparer.Ordinal)
            .ToList();
        if (rare.Count > 0)
        {
            notes.Add(
                SplitNotes.RareClasses(
                    [.. rare.Select(code => Short(names[code]))],
                    [.. rare.Select(code => counts[code])],
                    codes.Length,
                    FewRows
                )
            );
        }

        return notes;
    }

    private static string Short(string name) => name.Length > 50 ? name[..50] + "..." : name;

    private string Names(bool[] chosen)
    {
        var found = NamesOf(chosen);
        return string.Join(", ", found.Take(Named).Select(name => $"'{name}'")) + (found.Length > Named ? ", ..." : "");
    }

    private string[] NamesOf(bool[] chosen) => [.. names.Where((_, code) => chosen[code]).Order(StringComparer.Ordinal).Select(Short)];

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

        return new(label, codes, [.. seen.OrderBy(entry => entry.Value).Select(entry => CellWriter.Write(entry.Key))]);
    }
}
