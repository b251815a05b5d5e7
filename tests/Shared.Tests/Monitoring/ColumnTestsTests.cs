using FsCheck;
using FsCheck.Fluent;
using MLOpsFunctions.Data;
using MLOpsFunctions.Data.Profiling;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Monitoring;
using TestResult = MLOpsFunctions.Monitoring.TestResult;

namespace MLOpsFunctions.Shared.Tests.Monitoring;

/// <summary>What each test finds in a column, against values that are known or counted the slow way.</summary>
public sealed class ColumnTestsTests
{
    private static readonly DriftSubject Subject = new("check", "m", 1, "reference", "file", default);

    [Fact]
    public void Kolmogorov_Smirnov_is_that_of_all_values_but_for_the_width_of_the_sketch()
    {
        Prop.ForAll(
                Gen.Choose(-300, 300).ListOf().Where(list => list.Count > 1).Two().ToArbitrary(),
                pair =>
                {
                    double[] then = [.. pair.Item1.Select(Convert.ToDouble)];
                    double[] now = [.. pair.Item2.Select(Convert.ToDouble)];
                    var exact = then.Concat(now)
                        .Max(x =>
                            Math.Abs(
                                (then.Count(value => value <= x) / (double)then.Length)
                                    - (now.Count(value => value <= x) / (double)now.Length)
                            )
                        );

                    Assert.InRange(Find(then, now, DriftTest.Ks).Value, exact - (1 / 128.0), exact + 1e-12);
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Values_between_those_that_training_had_show()
    {
        double[] then = [.. Enumerable.Range(0, 1_000).Select(row => row % 2 * 10.0)];
        double[] now = [.. then.Select(value => value == 0 ? 5.0 : value)];

        Assert.Equal(0.5, Find(then, now, DriftTest.Ks).Value, 9);
    }

    /// <summary>By scipy.stats.kstwobign.sf(sqrt(n) D) with Stephens' correction: 0.05 at 1.3581.</summary>
    [Fact]
    public void The_p_value_of_Kolmogorov_Smirnov_is_that_of_the_table()
    {
        double[] then = [.. Enumerable.Range(0, 10_000).Select(Convert.ToDouble)];
        double[] now = [.. Enumerable.Range(0, 10_000).Select(i => i + 191.2)];

        var found = Find(then, now, DriftTest.Ks, falseAlarms: 0.06);

        Assert.InRange(found.PValue!.Value, 0.045, 0.056);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(2)]
    [InlineData(1_000)]
    public void Wasserstein_is_how_far_values_moved_in_deviations(double shift)
    {
        var random = new Random(3);
        double[] then = [.. Enumerable.Range(0, 20_000).Select(_ => 7 + (4 * Normal(random)))];

        var found = Find(then, [.. then.Select(value => value + (4 * shift))], DriftTest.Wasserstein);

        Assert.InRange(found.Value, shift * 0.97, shift * 1.03);
        Assert.True(found.Drifted);
    }

    [Fact]
    public void Values_that_were_always_the_same_give_no_unit_of_distance()
    {
        var found = Find([5, 5, 5], [.. Enumerable.Repeat(6d, 300)], DriftTest.Wasserstein);

        Assert.Equal((NotRunReason.NoSpread, false), (found.NotRun, found.Drifted));
        Assert.Equal(1, Find([5, 5, 5], [.. Enumerable.Repeat(6d, 300)], DriftTest.Ks).Value);
    }

    [Theory]
    [InlineData(DriftTest.JensenShannon)]
    [InlineData(DriftTest.ChiSquare)]
    public void Categories_that_share_nothing_are_at_distance_one_and_the_same_ones_at_none(DriftTest test)
    {
        string[] then = [.. Enumerable.Range(0, 400).Select(row => row % 2 == 0 ? "a" : "b")];

        Assert.Equal(0, Find(then, then, test).Value, 9);
        Assert.Equal(1, Find(then, [.. then.Select(_ => "c")], test).Value, 3);
    }

    /// <summary>
    /// Half against three quarters: chi-square of the table (200, 200; 300, 100) is 53.333; V of equal sets is its root
    /// over 800 rows.
    /// </summary>
    [Fact]
    public void Chi_square_is_that_of_the_table_of_rows()
    {
        string[] then = [.. Enumerable.Range(0, 400).Select(row => row % 2 == 0 ? "a" : "b")];
        string[] now = [.. Enumerable.Range(0, 400).Select(row => row % 4 < 3 ? "a" : "b")];

        Assert.Equal(Math.Sqrt(53.3333333 / 800), Find(then, now, DriftTest.ChiSquare).Value, 6);
    }

    [Fact]
    public void Missing_cells_are_counted_as_a_share_of_rows()
    {
        double[] then = [.. Enumerable.Range(0, 1_000).Select(row => row % 10 == 0 ? double.NaN : row)];
        double[] now = [.. Enumerable.Range(0, 1_000).Select(row => row % 10 < 4 ? double.NaN : row)];

        var found = Find(then, now, DriftTest.Missing);

        Assert.Equal((0.3, true), (Math.Round(found.Value, 9), found.Drifted));
    }

    [Fact]
    public void Unseen_categories_are_counted_as_a_share_of_rows()
    {
        string[] then = [.. Enumerable.Range(0, 1_000).Select(row => $"s{row % 20}")];
        string[] now = [.. Enumerable.Range(0, 1_000).Select(row => row % 10 == 0 ? "new" : $"s{row % 20}")];

        var found = Find(then, now, DriftTest.Unseen);

        Assert.Equal((0.1, true), (Math.Round(found.Value, 9), found.Drifted));
    }

    [Fact]
    public void Texts_of_other_words_drift_and_texts_of_the_same_words_do_not()
    {
        var same = Find(Texts(2_000, 1, "word"), Texts(1_000, 2, "word"), DriftTest.Vocabulary, TextKind.Prose);
        var other = Find(Texts(2_000, 1, "word"), Texts(1_000, 2, "wort"), DriftTest.Vocabulary, TextKind.Prose);
        var longer = Find(
            Texts(2_000, 1, "word"),
            [.. Texts(1_000, 2, "word").Select(text => $"{text} {text}")],
            DriftTest.TextLength,
            TextKind.Prose
        );

        Assert.False(same.Drifted, same.ToString());
        Assert.True(other is { Drifted: true, Value: > 0.9 }, other.ToString());
        Assert.True(longer is { Drifted: true, Value: > 0.5 }, longer.ToString());
    }

    [Fact]
    public void A_profile_of_an_older_version_is_read_and_what_it_cannot_tell_is_said()
    {
        const string Older = """
            {"rows":1000,"columns":[{"name":"x","type":"number","missing":0,"distinct":1000,"levels":[],
             "numbers":{"min":0,"max":999,"mean":499.5,"deviation":288.8,"edges":[500],"shares":[0.5,0.5]}}]}
            """;
        var detector = new DriftDetector(Json.Read<DataProfile>(Older), [new("x", ColumnType.Number, ColumnRole.Feature)], new());
        detector.Add(Frame([.. Enumerable.Range(0, 1_000).Select(i => i + 400.0)]));
        var report = detector.Report(Subject);

        Assert.Equal(("psi", true), (report.Columns[0].Test, report.Columns[0].Drifted));
        Assert.Equal(
            ["ks", "wasserstein"],
            report.Columns[0].Tests!.Where(test => test.NotRun == NotRunReason.NotInProfile).Select(test => test.Test)
        );
        Assert.Contains("Some tests of 'x' were not run", report.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_of_an_older_version_is_read()
    {
        const string Older = """
            {"check":"c","model":"m","version":1,"reference":"r","current":"predictions","at":"2026-01-01T00:00:00+00:00","rows":300,
             "columns":[{"column":"x","test":"psi","value":0.4,"threshold":0.1,"drifted":true,"pValue":0.001}],
             "share":1,"conclusive":true,"drifted":true,"sentence":"x drifted."}
            """;

        var report = Json.Read<DriftReport>(Older);

        Assert.Equal((0.4, true), (report.Columns[0].Value, report.Drifted));
        Assert.Null(report.Columns[0].Tests);
        Assert.Null(report.Decision);
    }

    [Fact]
    public void A_definition_chooses_tests_and_their_thresholds()
    {
        var detector = new DriftDetector(
            Profiler.Describe(Frame([.. Enumerable.Range(0, 1_000).Select(Convert.ToDouble)])),
            [new("x", ColumnType.Number, ColumnRole.Feature)],
            new()
            {
                Tests = [DriftTest.Ks, DriftTest.Unseen],
                Thresholds = new() { Ks = 0.5 },
            }
        );
        detector.Add(Frame([.. Enumerable.Range(0, 1_000).Select(i => i + 400.0)]));
        var column = detector.Report(Subject).Columns[0];

        Assert.Equal(("ks", 0.5, false, 1), (column.Test, column.Threshold, column.Drifted, column.Tests!.Count));
        Assert.Equal(0.4, column.Value, 2);
    }

    [Fact]
    public void The_report_says_how_a_column_moved_and_what_it_means_to_the_model()
    {
        var detector = new DriftDetector(
            Profiler.Describe(Frame([.. Enumerable.Range(0, 1_000).Select(Convert.ToDouble)])),
            [new("x", ColumnType.Number, ColumnRole.Feature)],
            new()
        );
        detector.Add(Frame([.. Enumerable.Range(0, 1_000).Select(i => i + 400.0)]));
        var report = detector.Report(Subject, importances: [new("x", 0.7), new("y", 0.3)]);

        var move = report.Columns[0].Moves![0];
        Assert.Equal(MoveKind.Median, move.What);
        Assert.InRange(move.Before, 490, 510);
        Assert.InRange(move.Now, 890, 910);
        Assert.Equal((0.7, 0.7), (report.Columns[0].Importance, report.DriftedImportance));
        Assert.Contains("It carries 70% of the model's importance.", report.Sentence, StringComparison.Ordinal);
    }

    private static TestResult Find(double[] then, double[] now, DriftTest test, double falseAlarms = 0.01) =>
        Find(Frame(then), Frame(now), test, new("x", ColumnType.Number, ColumnRole.Feature), falseAlarms);

    private static TestResult Find(string[] then, string[] now, DriftTest test, TextKind kind = TextKind.Category) =>
        Find(Frame(then), Frame(now), test, new("x", ColumnType.Text, ColumnRole.Feature, kind), 0.01);

    private static TestResult Find(DataFrame then, DataFrame now, DriftTest test, ColumnSchema column, double falseAlarms)
    {
        var detector = new DriftDetector(
            Profiler.Describe(then, schema: [column]),
            [column],
            new()
            {
                Tests = [test],
                MinRows = 1,
                FalseAlarms = falseAlarms,
            }
        );
        detector.Add(now);
        return detector.Report(Subject).Columns[0].Tests!.Single();
    }

    private static DataFrame Frame(double[] values) => new([new NumberColumn("x", values)], values.Length);

    private static DataFrame Frame(string[] cells)
    {
        string[] levels = [.. cells.Distinct()];
        var codes = levels.Select((level, code) => (level, code)).ToDictionary(one => one.level, one => one.code);
        return new([new TextColumn("x", Array.ConvertAll(cells, cell => codes[cell]), levels)], cells.Length);
    }

    /// <summary>Texts of about a dozen words of a hundred, each text new.</summary>
    private static string[] Texts(int rows, int seed, string word)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable
                .Range(0, rows)
                .Select(_ =>
                    string.Join(
                        ' ',
                        Enumerable.Range(0, random.Next(8, 16)).Select(_ => word + (int)(100 * Math.Pow(random.NextDouble(), 2)))
                    )
                ),
        ];
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
