using System.Globalization;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Benchmarks.Data;

/// <summary>One split of a public table, as sides are told of it: two files with the same header, the label in column y.</summary>
/// <param name="Name">The table.</param>
/// <param name="Task">binary, multiclass or regression.</param>
/// <param name="Train">The file to learn from.</param>
/// <param name="Test">The file to measure on.</param>
internal sealed record PublicTable(string Name, string Task, string Train, string Test)
{
    private const string Label = "y";
    private const int Splits = 3;

    /// <summary>
    /// The tables of a folder: NAME.arff, split three times at random with a fifth for the test, and NAME-train.csv with
    /// NAME-test.csv, whose label is the column y or the last.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="most">Most rows to learn from; the first ones.</param>
    /// <param name="to">Where to write the files.</param>
    public static IReadOnlyList<PublicTable> Read(string folder, int most, string to)
    {
        Directory.CreateDirectory(to);
        var tables = new List<PublicTable>();
        foreach (var path in Directory.GetFiles(folder, "*.arff").Order(StringComparer.Ordinal))
        {
            var (file, name) = (ArffFile.Read(path), Path.GetFileNameWithoutExtension(path));
            for (var split = 0; split < Splits; split++)
            {
                bool IsTest(int row) => StableHash.Mix(StableHash.Mix((ulong)split + 1) + (ulong)row) % 5 == 0;
                tables.Add(
                    Write(
                        $"{name}-{split}",
                        name,
                        file.Names,
                        file.Label,
                        file.IsClass,
                        [.. file.Rows.Where((_, row) => !IsTest(row)).Take(most)],
                        [.. file.Rows.Where((_, row) => IsTest(row))]
                    )
                );
            }
        }

        foreach (var path in Directory.GetFiles(folder, "*-train.csv").Order(StringComparer.Ordinal))
        {
            var (train, test) = (
                AccuracyTable.Cells(path),
                AccuracyTable.Cells(path.Replace("-train.csv", "-test.csv", StringComparison.Ordinal))
            );
            var name = Path.GetFileName(path).Replace("-train.csv", "", StringComparison.Ordinal);
            var label = Array.IndexOf(train[0], Label) is >= 0 and var found ? found : train[0].Length - 1;
            var isClass = train.Skip(1).Any(row => !double.TryParse(row[label], CultureInfo.InvariantCulture, out _));
            tables.Add(Write(name, name, train[0], label, isClass, [.. train.Skip(1).Take(most)], [.. test.Skip(1)]));
        }

        return tables;

        PublicTable Write(
            string file,
            string name,
            IReadOnlyList<string> names,
            int label,
            bool isClass,
            IReadOnlyList<string[]> train,
            IReadOnlyList<string[]> test
        )
        {
            var path = Path.Combine(to, file);
            string[] header = [.. names.Select((own, i) => i == label ? Label : $"{own.Replace(' ', '_')}")];
            string Cell(string cell, int column) => column == label && isClass ? $"c{cell}" : cell;
            void Save(string side, IReadOnlyList<string[]> rows) =>
                File.WriteAllLines(
                    $"{path}-{side}.csv",
                    rows.Select(row => string.Join(',', row.Select(Cell))).Prepend(string.Join(',', header))
                );
            Save("train", train);
            Save("test", test);
            var classes = train.Select(row => row[label]).Distinct().Count();
            var task =
                !isClass ? "regression"
                : classes == 2 ? "binary"
                : "multiclass";
            return new(name, task, $"{path}-train.csv", $"{path}-test.csv");
        }
    }
}
