using FsCheck;
using FsCheck.Fluent;
using MLOpsFunctions.Data;
using MLOpsFunctions.Data.Profiling;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Monitoring;

namespace MLOpsFunctions.Shared.Tests.Monitoring;

public sealed class DriftDetectorTests
{
    private static readonly DriftSubject Subject = new("check", "bikes", 1, "reference", "file", default);

    private static readonly ColumnSchema[] Schema =
    [
        new("temp", ColumnType.Number, ColumnRole.Feature),
        new("season", ColumnType.Text, ColumnRole.Feature),
        new("when", ColumnType.Time, ColumnRole.Feature),
        new("id", ColumnType.Number, ColumnRole.Id),
        new("cnt", ColumnType.Number, ColumnRole.Label),
    ];

    [Fact]
    public void Rows_like_the_training_rows_do_not_drift()
    {
        var report = Compare(Frame(2_000, seed: 1), [Frame(1_000, seed: 2)]);

        Assert.False(report.Drifted);
        Assert.Equal(["season", "temp"], report.Columns.Select(column => column.Column).Order());
        Assert.All(report.Columns, column => Assert.InRange(column.Value, 0, 0.1));
    }

    [Fact]
    public void A_column_that_moved_is_named_first()
    {
        var report = Compare(Frame(2_000, seed: 1), [Frame(1_000, seed: 2, shift: 30)]);

        Assert.Equal(("temp", true), (report.Columns[0].Column, report.Columns[0].Drifted));
        Assert.Equal((true, 0.5), (report.Drifted, report.Share));
        Assert.StartsWith("1 of 2 features drifted ('temp' ", report.Sentence);
    }

    [Fact]
    public void Levels_never_seen_in_training_are_drift()
    {
        var report = Compare(Frame(2_000, seed: 1), [Frame(1_000, seed: 2, level: "monsoon")]);

        Assert.Equal(("season", true), (report.Columns[0].Column, report.Columns[0].Drifted));
    }

    /// <summary>All rows of stores that are new, or of one store only, are another world, whatever the other columns say.</summary>
    [Theory]
    [InlineData("new", true)]
    [InlineData("one", true)]
    [InlineData("same", false)]
    [InlineData("none", false)]
    [InlineData("some", false)]
    public void Categories_that_are_replaced_are_drift_though_the_other_columns_stay(string stores, bool drifts)
    {
        static DataFrame Rows(Func<int, string?> store)
        {
            var cells = Enumerable.Range(0, 3_000).Select(store).ToArray();
            string[] levels = [.. cells.OfType<string>().Distinct()];
            return new(
                [
                    new TextColumn("store", [.. cells.Select(cell => cell is null ? -1 : Array.IndexOf(levels, cell))], levels),
                    .. Enumerable
                        .Range(0, 5)
                        .Select(i => new NumberColumn($"n{i}", [.. cells.Select((_, row) => (double)(row * (i + 3) % 101))])),
                ],
                3_000
            );
        }

        var training = Rows(row => $"s{row % 100}");
        ColumnSchema[] schema =
        [
            .. training.Columns.Select(column => new ColumnSchema(column.Name, column.Type, ColumnRole.Feature, TextKind.Category)),
        ];
        var detector = new DriftDetector(Profiler.Describe(training, schema: schema), schema, new());
        detector.Add(
            Rows(row =>
                stores switch
                {
                    "new" => $"t{row % 100}",
                    "one" => "s7",
                    "same" => $"s{row * 7 % 100}",
                    "some" => row % 4 == 0 ? "t" : $"s{row % 100}",
                    _ => null,
                }
            )
        );
        var report = detector.Report(new("c", "m", 1, "d", "f", default));

        Assert.Equal((drifts, drifts), (report.Drifted, report.Sentence.Contains("that alone counts as drift", StringComparison.Ordinal)));
        Assert.Equal(drifts, report.Columns.Single(column => column.Column == "store").Replaced);
    }

    [Theory]
    [InlineData(5, false)]
    [InlineData(95, true)]
    public void A_rare_yes_that_becomes_common_is_drift(int percent, bool drifts)
    {
        static DataFrame Flags(int percent) =>
            new([new NumberColumn("flag", [.. Enumerable.Range(0, 1_000).Select(row => row % 100 < percent ? 1.0 : 0)])], 1_000);
        ColumnSchema[] schema = [new("flag", ColumnType.Number, ColumnRole.Feature)];
        var detector = new DriftDetector(Profiler.Describe(Flags(5), schema: schema), schema, new());
        detector.Add(Flags(percent));

        Assert.Equal(drifts, detector.Report(Subject).Drifted);
    }

    [Theory]
    [InlineData(12, 1, false)]
    [InlineData(40, 1, true)]
    [InlineData(12, 2, true)]
    public void Prose_of_which_every_text_is_new_drifts_where_it_becomes_longer_or_ceases(int words, int every, bool drifts)
    {
        ColumnSchema[] schema = [new("note", ColumnType.Text, ColumnRole.Feature, TextKind.Prose)];
        var detector = new DriftDetector(Profiler.Describe(Notes(2_000, 1, 12, 1), schema: schema), schema, new());
        detector.Add(Notes(1_000, 2, words, every));
        var column = detector.Report(Subject).Columns.Single();

        Assert.Equal(("note", drifts), (column.Column, column.Drifted));
    }

    [Fact]
    public void A_profile_of_prose_tells_lengths_and_keeps_no_text()
    {
        var profile = Profiler
            .Describe(Notes(500, 3, 12, 2), schema: [new("note", ColumnType.Text, ColumnRole.Feature, TextKind.Prose)])
            .Columns[0];

        Assert.Empty(profile.Levels);
        Assert.Equal((250, 250), (profile.Missing, profile.Distinct));
        Assert.InRange(profile.Numbers!.Mean, 30, 120);
    }

    /// <summary>Texts of about so many words, each new; only every so manieth row has one.</summary>
    private static DataFrame Notes(int rows, int seed, int words, int every)
    {
        var random = new Random(seed);
        string[] texts =
        [
            .. Enumerable
                .Range(0, rows)
                .Select(row =>
                    $"note n{seed}x{row} "
                    + string.Join(' ', Enumerable.Range(0, random.Next(words / 2, words * 3 / 2)).Select(_ => "word" + random.Next(90)))
                ),
        ];
        return new([new TextColumn("note", [.. Enumerable.Range(0, rows).Select(row => row % every == 0 ? row : -1)], texts)], rows);
    }

    [Fact]
    public void A_column_that_no_longer_comes_is_missing_and_not_drifted()
    {
        var current = Frame(1_000, seed: 2);
        var report = Compare(
            Frame(2_000, seed: 1),
            [new DataFrame([.. current.Columns.Where(column => column.Name != "temp")], current.RowCount)]
        );

        var missing = Assert.Single(report.Columns, column => column.Missing);
        Assert.Equal(("temp", false, double.NaN), (missing.Column, missing.Drifted, missing.Value));
        Assert.False(report.Drifted);
        Assert.EndsWith("The current rows lack 'temp'.", report.Sentence);
    }

    [Fact]
    public void A_column_that_becomes_empty_is_drift()
    {
        var current = Frame(1_000, seed: 2);
        var empty = new NumberColumn("temp", [.. Enumerable.Repeat(double.NaN, 1_000)]);
        var report = Compare(
            Frame(2_000, seed: 1),
            [new DataFrame([empty, .. current.Columns.Where(column => column.Name != "temp")], 1_000)]
        );

        Assert.Equal(("temp", true), (report.Columns[0].Column, report.Columns[0].Drifted));
    }

    [Fact]
    public void A_column_that_was_always_the_same_drifts_when_it_changes()
    {
        static DataFrame Constant(double value) => new([new NumberColumn("x", [.. Enumerable.Repeat(value, 500)])], 500);
        ColumnSchema[] schema = [new("x", ColumnType.Number, ColumnRole.Feature)];
        var detector = new DriftDetector(Profiler.Describe(Constant(5), schema: schema), schema, new());
        detector.Add(Constant(6));

        Assert.True(detector.Report(Subject).Drifted);
    }

    [Fact]
    public void Too_few_rows_prove_nothing()
    {
        var report = Compare(Frame(2_000, seed: 1), [Frame(199, seed: 2, shift: 30)]);

        Assert.Equal((false, false, "199 rows are too few to tell; 200 are needed."), (report.Conclusive, report.Drifted, report.Sentence));
    }

    [Fact]
    public void Rows_in_many_frames_count_as_in_one()
    {
        var (reference, current) = (Frame(500, seed: 1), Frame(600, seed: 2, shift: 5));
        var parts = Enumerable.Range(0, 6).Select(part => Take(current, [.. Enumerable.Range(part * 100, 100)]));

        Assert.Equal(Json.Write(Compare(reference, [current])), Json.Write(Compare(reference, parts)));
    }

    [Fact]
    public void The_bins_of_a_number_are_those_of_a_naive_count()
    {
        Prop.ForAll(
                Gen.Choose(-20, 20).ListOf().Where(list => list.Count > 0).Two().ToArbitrary(),
                pair =>
                {
                    var (reference, current) = (Numbers(pair.Item1), Numbers(pair.Item2));
                    var profile = Profiler.Describe(reference);

                    var detector = new DriftDetector(
                        profile,
                        [new("x", ColumnType.Number, ColumnRole.Feature)],
                        new() { Tests = [DriftTest.Psi] }
                    );
                    detector.Add(current);

                    var numbers = profile.Columns[0].Numbers!;
                    Assert.Equal(
                        Naive([numbers.Min, .. numbers.Edges, numbers.Max + 1], pair.Item1, pair.Item2),
                        detector.Report(Subject).Columns[0].Value,
                        9
                    );
                }
            )
            .QuickCheckThrowOnFailure();
    }

    private static double Naive(IReadOnlyList<double> edges, IEnumerable<int> reference, IEnumerable<int> current)
    {
        int[] Counts(IEnumerable<int> values) =>
            [.. Enumerable.Range(0, edges.Count + 1).Select(bin => values.Count(value => edges.Count(edge => edge <= value) == bin))];
        double Share(int rows, IEnumerable<int> values) => Math.Max(rows, 0.5) / values.Count();

        return Counts(reference)
            .Zip(Counts(current))
            .Where(bin => bin.First + bin.Second > 0)
            .Select(bin => (R: Share(bin.First, reference), C: Share(bin.Second, current)))
            .Sum(bin => (bin.C - bin.R) * Math.Log(bin.C / bin.R));
    }

    private static DataFrame Numbers(IReadOnlyList<int> values) =>
        new([new NumberColumn("x", [.. values.Select(value => (double)value)])], values.Count);

    private static DriftReport Compare(DataFrame reference, IEnumerable<DataFrame> current)
    {
        var detector = new DriftDetector(Profiler.Describe(reference), Schema, new());
        foreach (var frame in current)
        {
            detector.Add(frame);
        }

        return detector.Report(Subject);
    }

    private static DataFrame Take(DataFrame frame, int[] rows) => new([.. frame.Columns.Select(column => column.Take(rows))], rows.Length);

    private static DataFrame Frame(int rows, int seed, double shift = 0, string? level = null)
    {
        var random = new Random(seed);
        string[] levels = ["spring", "summer", "autumn", level ?? "winter"];
        return new(
            [
                new NumberColumn(
                    "temp",
                    [.. Enumerable.Range(0, rows).Select(row => row % 50 == 0 ? double.NaN : (random.NextDouble() * 40) + shift)]
                ),
                new TextColumn("season", [.. Enumerable.Range(0, rows).Select(_ => random.Next(4))], levels),
                new TimeColumn("when", [.. Enumerable.Range(0, rows).Select(row => (seed * 1_000_000L) + row)]),
                new NumberColumn("id", [.. Enumerable.Range(0, rows).Select(row => (seed * 1_000_000d) + row)]),
                new NumberColumn("cnt", new double[rows]),
            ],
            rows
        );
    }
}
