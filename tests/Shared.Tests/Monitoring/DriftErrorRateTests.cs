using MLOpsFunctions.Data;
using MLOpsFunctions.Data.Profiling;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Monitoring;

namespace MLOpsFunctions.Shared.Tests.Monitoring;

/// <summary>How often a check is wrong: alarms where nothing changed, silence where something did. Thousands of seeded checks.</summary>
public sealed class DriftErrorRateTests
{
    private const int ReferenceRows = 5_000;

    /// <summary>Sets of training rows that windows are held against in turn: chance is in these too.</summary>
    private const int References = 20;

    private static readonly DriftSubject Subject = new("check", "m", 1, "reference", "file", default);

    /// <summary>At most one check in twenty, of any number of columns together; the level that is aimed at is one in a hundred.</summary>
    [Theory]
    [InlineData(4, 200, 2_000)]
    [InlineData(14, 200, 1_000)]
    [InlineData(28, 200, 400)]
    [InlineData(200, 200, 100)]
    [InlineData(14, 1_000, 300)]
    [InlineData(14, 8_000, 60)]
    [InlineData(4, 100_000, 20)]
    [InlineData(2, 1_000_000, 4)]
    public void Rows_of_the_same_distribution_seldom_raise_an_alarm(int columns, int rows, int checks)
    {
        var references = new Dictionary<int, DataProfile>();
        var alarms = Enumerable
            .Range(0, checks)
            .Count(check => Check(columns, rows, check, references).Columns.Any(column => column.Drifted));

        Assert.InRange(alarms / (double)checks, 0, 0.03);
    }

    [Theory]
    [InlineData(200, 0.85)]
    [InlineData(1_000, 0.999)]
    public void Half_a_standard_deviation_in_one_of_28_columns_is_found(int rows, double power)
    {
        var references = new Dictionary<int, DataProfile>();
        var found = Enumerable
            .Range(0, 100)
            .Count(check => Check(28, rows, check, references, new(Shift: 0.5)).Columns.Single(column => column.Column == "x0").Drifted);

        Assert.InRange(found / 100.0, power, 1);
    }

    /// <summary>Half a standard deviation of numbers, and categories that come in other shares: in each column by itself.</summary>
    [Fact]
    public void A_change_of_known_size_is_found_in_each_of_28_columns()
    {
        var (references, missed) = (new Dictionary<int, DataProfile>(), new List<int>());
        for (var column = 0; column < 28; column++)
        {
            for (var check = 0; check < 5; check++)
            {
                var found = Check(28, 1_000, check, references, new(Shift: 0.5, column)).Columns;
                if (!found.Single(one => one.Column == $"x{column}").Drifted)
                {
                    missed.Add(column);
                }
            }
        }

        Assert.True(missed.Count <= 2, string.Join(", ", missed));
    }

    [Theory]
    [InlineData("none of 300 stores was seen before", 300, 1_000)]
    [InlineData("one of 300 stores", 1, 0)]
    [InlineData("30 of 300 stores", 30, 0)]
    [InlineData("one of 2,000 stores", 1, 0, 2_000)]
    [InlineData("none of 2,000 stores was seen before", 2_000, 5_000, 2_000)]
    public void A_change_among_rare_levels_is_found(string change, int stores, int first, int training = 300)
    {
        foreach (var rows in (int[])[200, 1_000, 5_000])
        {
            var detector = Detector(Stores(ReferenceRows, training, 0, 1));
            detector.Add(Stores(rows, stores, first, 2));
            var column = detector.Report(Subject).Columns.Single();

            Assert.True(column is { Drifted: true, Value: > 0.2 }, $"{change}, {rows} rows: {column}");
        }
    }

    [Theory]
    [InlineData(300)]
    [InlineData(2_000)]
    [InlineData(20_000)]
    public void Levels_that_are_new_as_often_as_they_always_were_are_no_change(int stores)
    {
        var alarms = 0;
        for (var seed = 0; seed < 200; seed++)
        {
            var detector = Detector(Stores(ReferenceRows, stores, 0, seed));
            detector.Add(Stores(200, stores, 0, 1_000 + seed));
            alarms += detector.Report(Subject).Drifted ? 1 : 0;
        }

        Assert.InRange(alarms, 0, 6);
    }

    [Fact]
    public void A_small_change_of_many_rows_is_significant_and_does_not_matter()
    {
        var column = Check(1, 100_000, 3, [], new(Shift: 0.1)).Columns.Single();

        Assert.True(column is { Drifted: false, PValue: < 1e-6, Value: < 0.1 }, column.ToString());
    }

    private static DriftReport Check(int columns, int rows, int check, Dictionary<int, DataProfile> references, Change change = default)
    {
        var seed = -1 - (check % References);
        var current = Frame(columns, rows, check, change);
        if (!references.TryGetValue(seed, out var profile))
        {
            references.Add(seed, profile = Profiler.Describe(Frame(columns, ReferenceRows, seed, default)));
        }

        var detector = new DriftDetector(profile, Schema(current), new());
        detector.Add(current);
        return detector.Report(Subject);
    }

    private static DriftDetector Detector(DataFrame reference) => new(Profiler.Describe(reference), Schema(reference), new());

    private static ColumnSchema[] Schema(DataFrame frame) =>
        [
            .. frame.Columns.Select(column => new ColumnSchema(
                column.Name,
                column is TextColumn ? ColumnType.Text : ColumnType.Number,
                ColumnRole.Feature
            )),
        ];

    /// <summary>
    /// Of four columns one is bell-shaped, one is a small count with gaps, one has a long tail, and one is a category
    /// whose rarest levels seldom come.
    /// </summary>
    private static DataFrame Frame(int columns, int rows, int seed, Change change)
    {
        var random = new Random(seed);
        return new([.. Enumerable.Range(0, columns).Select(i => Column(i, rows, random, i == change.Column ? change.Shift : 0))], rows);
    }

    private static DataColumn Column(int column, int rows, Random random, double shift) =>
        (column % 4) switch
        {
            0 => new NumberColumn($"x{column}", Draw(rows, () => Normal(random) + shift)),
            1 => new NumberColumn(
                $"x{column}",
                Draw(rows, () => random.Next(50) == 0 ? double.NaN : Math.Floor(-2 * (1 + shift) * Math.Log(1 - random.NextDouble())))
            ),
            2 => new NumberColumn($"x{column}", Draw(rows, () => Math.Exp(Normal(random) + shift))),
            _ => new TextColumn(
                $"x{column}",
                Array.ConvertAll(Draw(rows, () => Math.Floor(80 * Math.Pow(random.NextDouble(), 3 - (2 * shift)))), level => (int)level),
                [.. Enumerable.Range(0, 80).Select(level => $"level {level}")]
            ),
        };

    private static DataFrame Stores(int rows, int stores, int first, int seed)
    {
        var random = new Random(seed);
        return new(
            [
                new TextColumn(
                    "store",
                    Array.ConvertAll(Draw(rows, () => random.Next(stores)), store => (int)store),
                    [.. Enumerable.Range(first, stores).Select(store => $"store {store}")]
                ),
            ],
            rows
        );
    }

    private static double[] Draw(int rows, Func<double> next)
    {
        var values = new double[rows];
        for (var row = 0; row < rows; row++)
        {
            values[row] = next();
        }

        return values;
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>What is done to one column; 0: the first.</summary>
    private readonly record struct Change(double Shift, int Column = 0);
}
