using System.Globalization;
using CsvHelper;
using MLOpsFunctions.Benchmarks.Data;
using MLOpsFunctions.Benchmarks.Running;
using MLOpsFunctions.Data;
using MLOpsFunctions.Data.Reading;

namespace MLOpsFunctions.Benchmarks.Benches;

/// <summary>From a CSV file on disk to typed columns in memory.</summary>
internal sealed class CsvBench : Bench
{
    private const int Features = 28;

    public override string Name => "csv";

    public override string Measures =>
        "a CSV file of 28 number columns read into typed columns: dialect, header and types found, lines kept, digest taken";

    public override int Rows => 500_000;

    public override IReadOnlyList<Side> Sides { get; } =
    [
        new("ours", input => Ours(input, Environment.ProcessorCount)),
        new("ours on one thread", input => Ours(input, 1)) { Compared = false },
        new("CsvHelper", Alone),
        new("pandas", Script: "csv_pandas.py") { Packages = ["python3-pandas"] },
    ];

    public override string Prepare(int rows) => new SyntheticTable(rows, Features).Csv(withLabel: false);

    private static Measurement Ours(SideInput input, int threads) =>
        Measurement.Of(
            () =>
            {
                using var file = File.OpenRead(input.Input);
                using var source = new SourceFile(file, input.Input, new());
                return Ingestion.ReadTyped(source, new("bench", input.Input, null, []) { Threads = threads }, new(null), default).Table;
            },
            table => Shape(table.RowCount, [.. table.Columns.Select(column => ((NumberColumn)column).Values)])
        );

    /// <summary>
    /// What a careful program does with CsvHelper and nothing else: its span parser over the file, every cell parsed
    /// into a list for its column.
    /// </summary>
    private static Measurement Alone(SideInput input) =>
        Measurement.Of(
            () =>
            {
                using var file = File.OpenRead(input.Input);
                using var csv = CsvReader.Create(
                    file,
                    new CsvReaderOptions { Separator = ',', FormatProvider = CultureInfo.InvariantCulture }
                );
                var columns = Enumerable.Range(0, Features).Select(_ => new List<double>()).ToArray();
                while (csv.Read())
                {
                    for (var i = 0; i < columns.Length; i++)
                    {
                        columns[i].Add(csv.Parse<double>(i));
                    }
                }

                return columns.Select(column => column.ToArray()).ToArray();
            },
            columns => Shape(columns[0].Length, columns)
        );

    private static string Shape(int rows, double[][] columns) =>
        string.Create(CultureInfo.InvariantCulture, $"{rows}x{columns.Length} sum={columns.Sum(column => column.Sum()):0.000}");
}
