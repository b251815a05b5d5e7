using FsCheck;
using FsCheck.Fluent;
using MLOpsFunctions.Data;
using MLOpsFunctions.Data.Schema;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;

namespace MLOpsFunctions.Shared.Tests.Features;

public sealed class FeaturePlanTests
{
    public static TheoryData<FeatureEncoding> Encodings => [FeatureEncoding.Native, FeatureEncoding.Dense];

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Written_and_read_back_a_plan_encodes_to_the_same_bits(FeatureEncoding encoding) =>
        Prop.ForAll(
                Seeds(),
                seed =>
                {
                    var frame = SampleFrames.Make(300, seed);
                    var plan = Fit(frame, Every(300), encoding);
                    var again = Json.Read<FeaturePlan>(Json.Write(plan));

                    Assert.Equal(Json.Write(plan), Json.Write(again));
                    Same(plan.Encode(frame), again.Encode(SampleFrames.Make(300, seed)));
                }
            )
            .QuickCheckThrowOnFailure();

    [Theory]
    [MemberData(nameof(Encodings))]
    public void No_row_but_the_training_rows_has_any_influence(FeatureEncoding encoding)
    {
        var frame = SampleFrames.Make(800, 1);
        int[] rows = [.. Every(800).Where(row => row % 4 != 0)];
        var other = frame
            .With(
                new NumberColumn("size", [.. ((NumberColumn)frame.Find("size")!).Values.Select((value, row) => row % 4 == 0 ? 1e9 : value)])
            )
            .With(
                SampleFrames.Text(
                    "colour",
                    800,
                    [.. ((TextColumn)frame.Find("colour")!).Levels, "new"],
                    row => row % 4 == 0 ? 4 : ((TextColumn)frame.Find("colour")!).Codes[row]
                )
            )
            .With(new TimeColumn("when", [.. ((TimeColumn)frame.Find("when")!).Ticks.Select((ticks, row) => row % 4 == 0 ? 0 : ticks)]));

        Assert.Equal(Json.Write(Fit(frame, rows, encoding)), Json.Write(Fit(other, rows, encoding)));
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void The_order_in_which_levels_were_met_has_no_influence(FeatureEncoding encoding)
    {
        var frame = SampleFrames.Make(800, 2);
        var colour = (TextColumn)frame.Find("colour")!;
        var reversed = new TextColumn(
            "colour",
            Array.ConvertAll(colour.Codes, code => code < 0 ? -1 : colour.Levels.Length - 1 - code),
            [.. colour.Levels.Reverse()]
        );

        Assert.Equal(Json.Write(Fit(frame, Every(800), encoding)), Json.Write(Fit(frame.With(reversed), Every(800), encoding)));
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void One_row_at_a_time_is_encoded_as_in_bulk_on_any_number_of_threads(FeatureEncoding encoding)
    {
        var frame = SampleFrames.Make(12_000, 3);
        var plan = Fit(frame, Every(12_000), encoding);
        var bulk = plan.Encode(frame, threads: 3);

        Same(bulk, plan.Encode(frame));
        foreach (var row in Every(200))
        {
            Same(bulk.Take([row]), plan.Encode(frame.Take([row])));
        }
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void A_column_that_serving_lacks_is_missing_throughout(FeatureEncoding encoding)
    {
        var frame = SampleFrames.Make(300, 4);
        var plan = Fit(frame, Every(300), encoding);
        var lacking = new DataFrame([.. frame.Columns.Where(column => column.Name is not ("size" or "colour" or "when"))], 300);
        var empty = frame
            .With(new NumberColumn("size", [.. Every(300).Select(_ => double.NaN)]))
            .With(SampleFrames.Text("colour", 300, [], _ => -1))
            .With(new TimeColumn("when", [.. Every(300).Select(_ => TimeColumn.Missing)]));

        Same(plan.Encode(empty), plan.Encode(lacking));
    }

    [Fact]
    public void Dense_features_are_finite_standardised_and_unique()
    {
        var frame = SampleFrames.Make(2_000, 5);
        var matrix = Fit(frame, Every(2_000), FeatureEncoding.Dense).Encode(frame);
        var size = matrix.Columns[Index(matrix, "size")];

        Assert.All(matrix.Columns, column => Assert.All(column, value => Assert.True(float.IsFinite(value))));
        Assert.Equal(matrix.Features.Count, matrix.Features.Select(feature => feature.Name).Distinct().Count());
        Assert.InRange(size.Average(), -0.05, 0.05);
        Assert.InRange(size.Average(value => value * value), 0.85, 1.05);
        Assert.Equal(
            ((NumberColumn)frame.Find("size")!).Values.Count(double.IsNaN),
            matrix.Columns[Index(matrix, "size.missing")].Count(value => value == 1)
        );
    }

    [Fact]
    public void Native_numbers_are_as_they_are_and_categories_are_codes_within_their_bound()
    {
        var frame = SampleFrames.Make(2_000, 6);
        var matrix = Fit(frame, Every(2_000), FeatureEncoding.Native).Encode(frame);

        Assert.Equal(((NumberColumn)frame.Find("size")!).Values.Select(value => (float)value), matrix.Columns[Index(matrix, "size")]);
        foreach (var name in new[] { "colour", "street" })
        {
            var feature = matrix.Features[Index(matrix, name)];
            Assert.InRange(feature.Levels, 2, 254);
            Assert.All(
                matrix.Columns[Index(matrix, name)],
                code => Assert.True(float.IsNaN(code) || (code >= 0 && code < feature.Levels && code == MathF.Floor(code)))
            );
        }
    }

    [Fact]
    public void Rare_and_unknown_levels_share_a_code_and_frequent_ones_do_not()
    {
        var training = SampleFrames.Text("colour", 300, ["red", "green", "odd"], row => row == 0 ? 2 : row % 2);
        var plan = FeaturePlan.Fit(
            new([training], 300),
            [new("colour", ColumnType.Text, ColumnRole.Feature)],
            Every(300),
            new(),
            FeatureEncoding.Native
        );
        var codes = plan.Encode(new([SampleFrames.Text("colour", 5, ["odd", "never seen", "red", "green"], row => row - 1)], 5)).Columns[0];

        Assert.True(float.IsNaN(codes[0]));
        Assert.Equal(codes[1], codes[2]);
        Assert.Equal(3, codes[1..].Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Of_very_many_levels_the_frequent_ones_are_told_apart_and_the_others_are_hashed(FeatureEncoding encoding)
    {
        var street = SampleFrames.Text("street", 9_000, [.. Every(3_000).Select(i => $"street {i}")], row => row < 3_000 ? row : row % 20);
        ColumnSchema[] schema = [new("street", ColumnType.Text, ColumnRole.Feature)];
        var plan = FeaturePlan.Fit(new([street], 9_000), schema, Every(9_000), new() { HashBuckets = 40 }, encoding);
        var matrix = plan.Encode(new([SampleFrames.Text("street", 3_001, [.. street.Levels, "a new street"], row => row)], 3_001));
        var codes = Every(3_001).Select(row => string.Join(' ', matrix.Columns.Select(column => column[row]))).ToArray();

        Assert.Equal(20, codes[..20].Distinct().Count());
        Assert.Empty(codes[..20].Intersect(codes[20..]));
        Assert.Equal(40, codes[20..].Distinct().Count());
        Assert.InRange(matrix.Features.Max(feature => feature.Levels), 0, 254);
    }

    [Fact]
    public void Of_very_many_rows_a_dense_text_takes_no_more_cells_than_a_small_host_can_spare()
    {
        const int Rows = 1 << 20;
        var street = SampleFrames.Text("street", Rows, [.. Every(1_000).Select(i => $"street {i}")], row => row % 1_000);
        var plan = FeaturePlan.Fit(
            new([street], Rows),
            [new("street", ColumnType.Text, ColumnRole.Feature)],
            Every(Rows),
            new(),
            FeatureEncoding.Dense
        );

        var text = plan.Columns[0].Text!;
        Assert.Equal((48, 16), (text.Levels.Count, text.Buckets));
        Assert.Equal(64 + 1, plan.Features.Count); // and one that says where the text is missing
    }

    [Fact]
    public void Dates_give_the_parts_that_vary()
    {
        var start = new DateTime(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc);
        var frame = new DataFrame([new TimeColumn("pickup", [.. Every(48).Select(hour => start.AddHours(hour).Ticks)])], 48);
        var matrix = FeaturePlan
            .Fit(frame, [new("pickup", ColumnType.Time, ColumnRole.Time)], Every(48), new(), FeatureEncoding.Native)
            .Encode(frame);

        Assert.Equal(
            ["pickup.day", "pickup.dayOfWeek", "pickup.dayOfYear", "pickup.hour", "pickup.elapsed"],
            matrix.Features.Select(feature => feature.Name)
        );
        Assert.Equal([2, 1, 61, 6, 1.25f], matrix.Columns.Select(column => column[30]));
    }

    [Fact]
    public void Numbers_beyond_a_float_stay_finite()
    {
        var frame = new DataFrame([new NumberColumn("x", [.. Every(100).Select(row => row % 2 == 0 ? 1e300 * row : -1e308)])], 100);
        foreach (var encoding in new[] { FeatureEncoding.Native, FeatureEncoding.Dense })
        {
            var plan = FeaturePlan.Fit(frame, [new("x", ColumnType.Number, ColumnRole.Feature)], Every(100), new(), encoding);

            Assert.All(plan.Encode(frame).Columns[0], value => Assert.True(float.IsFinite(value)));
            Assert.True(plan.Encode(frame).Columns[0].Distinct().Count() > 1);
        }
    }

    [Fact]
    public void Nothing_that_varies_is_refused()
    {
        var frame = new DataFrame(
            [new NumberColumn("x", new double[10]), SampleFrames.Text("t", 10, ["a"], _ => 0), SampleFrames.Text("u", 10, [], _ => -1)],
            10
        );
        ColumnSchema[] schema =
        [
            new("x", ColumnType.Number, ColumnRole.Feature),
            new("t", ColumnType.Text, ColumnRole.Feature),
            new("u", ColumnType.Text, ColumnRole.Feature),
        ];

        Assert.Throws<ProblemException>(() => FeaturePlan.Fit(frame, schema, Every(10), new(), FeatureEncoding.Native));
    }

    [Fact]
    public void Where_nothing_varies_because_it_was_masked_the_mask_is_told_of()
    {
        var masked = PiiProtection.Protect(
            new NumberColumn("salary", [.. Every(10).Select(row => (double)row)]),
            new(Pii: PiiHandling.Mask),
            []
        );
        var frame = new DataFrame([masked, SampleFrames.Text("t", 10, ["a"], _ => 0)], 10);
        ColumnSchema[] schema = [new("salary", ColumnType.Text, ColumnRole.Feature), new("t", ColumnType.Text, ColumnRole.Feature)];

        Assert.Contains(
            "'salary' (masked by its pii), 't'",
            Assert.Throws<ProblemException>(() => FeaturePlan.Fit(frame, schema, Every(10), new(), FeatureEncoding.Native)).Problem.Found
        );
    }

    [Fact]
    public void A_column_of_another_type_than_in_training_is_refused_by_name()
    {
        var frame = SampleFrames.Make(100, 7);
        var plan = Fit(frame, Every(100), FeatureEncoding.Native);

        Assert.Equal(
            "size",
            Assert.Throws<ProblemException>(() => plan.Encode(frame.With(SampleFrames.Text("size", 100, ["big"], _ => 0)))).Problem.Where
        );
    }

    [Theory]
    [InlineData(40, "DayOfWeek, Hour")]
    [InlineData(10, "Hour")]
    [InlineData(100, "Day, DayOfWeek, Hour")]
    [InlineData(800, "Month, Day, DayOfWeek, DayOfYear, Hour")]
    public void A_forecast_learns_no_part_of_the_date_that_has_not_come_round_twice(int days, string parts)
    {
        var start = new DateTime(2024, 1, 1);
        var frame = new DataFrame(
            [new TimeColumn("t", [.. Enumerable.Range(0, days * 24).Select(hour => start.AddHours(hour).Ticks)])],
            days * 24
        );
        IReadOnlyList<ColumnSchema> schema = [new("t", ColumnType.Time, ColumnRole.Time)];

        var plan = FeaturePlan.Fit(frame, schema, Every(frame.RowCount), new(), FeatureEncoding.Native).WithoutPassingTimes(frame);

        Assert.Equal(parts, string.Join(", ", plan.Columns.Single().Time!.Parts));
    }

    private static FeaturePlan Fit(DataFrame frame, int[] rows, FeatureEncoding encoding) =>
        FeaturePlan.Fit(frame, SampleFrames.Schema, rows, new(), encoding);

    private static void Same(FeatureMatrix expected, FeatureMatrix actual)
    {
        Assert.Equal(expected.Features, actual.Features);
        for (var f = 0; f < expected.Columns.Length; f++)
        {
            Assert.Equal(
                expected.Columns[f].Select(BitConverter.SingleToInt32Bits),
                actual.Columns[f].Select(BitConverter.SingleToInt32Bits)
            );
        }
    }

    private static int Index(FeatureMatrix matrix, string name) => matrix.Features.ToList().FindIndex(feature => feature.Name == name);

    private static int[] Every(int rows) => [.. Enumerable.Range(0, rows)];

    private static Arbitrary<int> Seeds() => Gen.Choose(1, 100_000).ToArbitrary();
}
