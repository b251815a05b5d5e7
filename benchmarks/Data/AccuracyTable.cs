using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Benchmarks.Data;

/// <summary>One table on which sides compete, as they are told of it.</summary>
/// <param name="Name">Its name in the report.</param>
/// <param name="Task">What is learned.</param>
/// <param name="Classes">Classes; 0 where the label is a number.</param>
/// <param name="Features">Columns of the table before the label.</param>
/// <param name="Table">32-bit little-endian floats, row by row, the label last in each.</param>
/// <param name="Splits">A byte a row, 1 for a test row, one split after the other.</param>
/// <param name="SplitCount">How many.</param>
internal sealed record AccuracyTable(string Name, ModelTask Task, int Classes, int Features, string Table, string Splits, int SplitCount)
{
    private const int Seeds = 5;
    private const uint TestShare = uint.MaxValue / 5;

    /// <summary>Writes rows of floats, to be split at random with each of the seeds: a fifth are test rows.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="task">What is learned.</param>
    /// <param name="rows">The rows, the label last in each.</param>
    public static AccuracyTable Random(string name, ModelTask task, IReadOnlyList<float[]> rows) =>
        Write(name, task, rows, Seeds, (row, seed) => (uint)StableHash.Mix(StableHash.Mix((ulong)seed + 1) + (ulong)row) <= TestShare);

    /// <summary>Writes rows of floats whose last ones are the test.</summary>
    public static AccuracyTable LastRows(string name, ModelTask task, IReadOnlyList<float[]> rows, int test) =>
        Write(name, task, rows, 1, (row, _) => row >= rows.Count - test);

    /// <summary>Reads a table of texts: cells separated by commas, without quotes.</summary>
    public static IReadOnlyList<string[]> Cells(string path) =>
        [.. File.ReadLines(path).Where(line => line.Length > 0).Select(line => line.Split(','))];

    /// <summary>Numbers as they are, texts as a column of 0 and 1 a level.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="columns">The columns to take, the label last.</param>
    public static IReadOnlyList<float[]> Encode(IReadOnlyList<string[]> rows, params int[] columns)
    {
        var encoded = rows.Select(_ => new List<float>()).ToArray();
        foreach (var column in columns)
        {
            var levels = rows.Select(row => row[column]).Distinct().Order(StringComparer.Ordinal).ToList();
            var isNumber = levels.TrueForAll(level => float.TryParse(level, CultureInfo.InvariantCulture, out _));
            for (var row = 0; row < encoded.Length; row++)
            {
                encoded[row]
                    .AddRange(
                        isNumber
                            ? [float.Parse(rows[row][column], CultureInfo.InvariantCulture)]
                            : levels.Select(level => level == rows[row][column] ? 1f : 0f)
                    );
            }
        }

        return [.. encoded.Select(row => row.ToArray())];
    }

    private static AccuracyTable Write(string name, ModelTask task, IReadOnlyList<float[]> rows, int splits, Func<int, int, bool> isTest)
    {
        var file = Path.Combine(Folders(), new StringBuilder(name).Replace(' ', '-').Replace(",", "").ToString());
        var table = new AccuracyTable(
            name,
            task,
            task == ModelTask.Regression ? 0 : 1 + (int)rows.Max(row => row[^1]),
            rows[0].Length - 1,
            file + ".f32",
            file + ".splits",
            splits
        );
        File.WriteAllBytes(table.Table, [.. rows.SelectMany(row => MemoryMarshal.AsBytes(row.AsSpan()).ToArray())]);
        File.WriteAllBytes(
            table.Splits,
            [
                .. Enumerable
                    .Range(0, splits)
                    .SelectMany(split => Enumerable.Range(0, rows.Count).Select(row => isTest(row, split) ? (byte)1 : (byte)0)),
            ]
        );
        return table;
    }

    private static string Folders() => Directory.CreateDirectory(Path.Combine(Running.Folders.Data, "accuracy")).FullName;
}
