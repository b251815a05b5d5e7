using FsCheck;
using FsCheck.Fluent;
using MLOpsFunctions.Data;
using MLOpsFunctions.Features;
using MLOpsFunctions.Features.Ngrams;
using MLOpsFunctions.Shared.Tests.Features.Ngrams;

namespace MLOpsFunctions.Shared.Tests.Features;

public sealed class TfidfPlanTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(100, 2)]
    public void N_grams_weigh_what_a_naive_twin_says(int outputs, int least)
    {
        var (frame, _) = SampleTexts.Make(300, 1);
        var texts = (TextColumn)frame.Find("review")!;
        string[] training = [.. Enumerable.Range(0, 300).Select(row => texts[row]).OfType<string>()];
        var plan = FeaturePlan.Fit(frame, SampleTexts.Schema, [.. Enumerable.Range(0, 300)], new(), FeatureEncoding.Sparse, outputs);
        var block = plan.Encode(frame).Blocks.Single();
        var tables = plan.Columns[0].Prose!.Tables;

        Assert.Equal([NgramKind.WordPairs, NgramKind.Characters], tables.Select(table => table.Kind));
        var offset = 0;
        foreach (var table in tables)
        {
            var frequencies = NaiveTfIdf.Fit(training, table.Kind, least);
            Assert.Equal(frequencies.Values.Order(), table.Counts.Order());
            for (var row = 0; row < 300; row++)
            {
                double[] expected = texts[row] is { } text
                    ? [.. NaiveTfIdf.Encode(text, table.Kind, frequencies, training.Length, TfidfEncoder.Norm).Values.Order()]
                    : [];
                var found = Enumerable
                    .Range(block.Starts[row], block.Starts[row + 1] - block.Starts[row])
                    .Where(i => block.Features[i] >= offset && block.Features[i] < offset + table.Keys.Count)
                    .Select(i => (double)block.Values[i])
                    .Order()
                    .ToArray();
                Assert.Equal(expected.Length, found.Length);
                Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
            }

            offset += table.Keys.Count;
        }
    }

    [Fact]
    public void Written_and_read_back_and_one_row_at_a_time_the_bits_are_the_same_on_any_number_of_threads() =>
        Prop.ForAll(
                Gen.Choose(0, 1_000_000).ToArbitrary(),
                seed =>
                {
                    var (frame, _) = SampleTexts.Make(1_200, seed);
                    var plan = SampleTexts.Fit(frame);
                    var again = Json.Read<FeaturePlan>(Json.Write(plan));
                    var whole = plan.Encode(frame, threads: 3);

                    Assert.Equal(Json.Write(plan), Json.Write(again));
                    Same(whole, again.Encode(frame));
                    for (var row = 0; row < 20; row++)
                    {
                        var single = new DataFrame([.. frame.Columns.Select(column => Serving(column, row))], 1);
                        Same(whole.Take([row]), again.Encode(single));
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5));

    [Fact]
    public void Only_training_rows_have_any_influence()
    {
        var (frame, _) = SampleTexts.Make(400, 2);
        int[] rows = [.. Enumerable.Range(0, 400).Where(row => row % 3 != 0)];
        var texts = (TextColumn)frame.Find("review")!;
        var other = SampleTexts.Of(
            [.. Enumerable.Range(0, 400).Select(row => row % 3 == 0 ? $"something else entirely {row}" : texts[row])],
            ((NumberColumn)frame.Find("stars")!).Values
        );

        string Fit(DataFrame from) => Json.Write(FeaturePlan.Fit(from, SampleTexts.Schema, rows, new(), FeatureEncoding.Sparse));
        Assert.Equal(Fit(frame), Fit(other));
    }

    [Fact]
    public void Plans_keep_no_text()
    {
        var (frame, _) = SampleTexts.Make(400, 3);

        var plan = Json.Write(SampleTexts.Fit(frame));

        Assert.DoesNotContain("great", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("film", plan, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\0\u0001\u0002")]
    [InlineData("HALF PAIR")]
    [InlineData("\u202E\u200F\u05D0\u05D1 right to left \u202C")]
    [InlineData("e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301")]
    [InlineData("\uD83D\uDE00\uD83D\uDE00 \uD835\uDD4F")]
    [InlineData("\uFFFF\uFFFE\uFEFF")]
    public void Whatever_a_text_holds_it_is_encoded_to_finite_numbers(string text)
    {
        text = text == "HALF PAIR" ? "\uD800 half \uDC00\uD801" : text; // No attribute can hold one.
        var plan = SampleTexts.Fit(SampleTexts.Make(300, 4).Frame);
        var matrix = plan.Encode(SampleTexts.Of([text, string.Concat(Enumerable.Repeat(text + " great film", 200_000))], [1, 2]));

        Assert.All(matrix.Blocks.Single().Values, value => Assert.True(float.IsFinite(value)));
        Assert.All(matrix.Columns, column => Assert.All(column, value => Assert.True(float.IsFinite(value))));
    }

    [Fact]
    public void Of_a_very_long_text_only_the_beginning_counts()
    {
        var plan = SampleTexts.Fit(SampleTexts.Make(300, 4).Frame);
        var begin = string.Concat(Enumerable.Repeat("the film was dull ", 4_000));

        Same(plan.Encode(SampleTexts.Of([begin], [1])), plan.Encode(SampleTexts.Of([begin + new string('x', 5_000_000) + " great"], [1])));
    }

    [Fact]
    public void Models_without_n_grams_see_the_length_and_texts_that_are_often_repeated()
    {
        var (frame, _) = SampleTexts.Make(300, 5);
        var native = SampleTexts.Fit(frame, FeatureEncoding.Native).Encode(frame);
        var dense = SampleTexts.Fit(frame, FeatureEncoding.Dense).Encode(frame);
        var repeated = SampleTexts.Of(
            [.. Enumerable.Range(0, 300).Select(row => row % 2 == 0 ? "one of two long texts" : "the other text of these")],
            new double[300]
        );

        Assert.Equal(["review.length", "stars"], native.Features.Select(feature => feature.Name));
        Assert.Equal(["review.length", "review.missing", "stars"], dense.Features.Select(feature => feature.Name));
        Assert.Empty(native.Blocks);
        Assert.Empty(dense.Blocks);
        Assert.Equal(
            Enumerable.Range(0, 300).Where(row => row % 7 == 6),
            Enumerable.Range(0, 300).Where(row => float.IsNaN(native.Columns[0][row]))
        );
        Assert.Equal(
            ["review", "review.length"],
            SampleTexts.Fit(repeated, FeatureEncoding.Native).Features.Select(feature => feature.Name)
        );
    }

    [Fact]
    public void The_more_classes_the_fewer_n_grams_are_kept()
    {
        var random = new Random(6);
        string Word() => string.Concat(Enumerable.Range(0, 6).Select(_ => (char)('a' + random.Next(26))));
        string[] words = [.. Enumerable.Range(0, 3_000).Select(_ => Word())];
        var texts = Enumerable
            .Range(0, 2_000)
            .Select(_ => string.Join(' ', Enumerable.Range(0, 20).Select(_ => words[random.Next(words.Length)])))
            .ToArray();
        var frame = SampleTexts.Of(texts, new double[2_000]);
        int Width(int outputs) =>
            FeaturePlan
                .Fit(frame, SampleTexts.Schema, [.. Enumerable.Range(0, 2_000)], new(), FeatureEncoding.Sparse, outputs)
                .BlockWidths.Sum();

        Assert.InRange(Width(1_000), 1_000, 1 << 12);
        Assert.True(Width(2) > Width(1_000));
    }

    /// <summary>A column of one cell, as a request makes it: with levels of its own.</summary>
    private static DataColumn Serving(DataColumn column, int row) =>
        column is TextColumn text ? SampleTexts.Texts(text[row]) : column.Take([row]);

    private static void Same(FeatureMatrix expected, FeatureMatrix found)
    {
        Assert.Equal(expected.Columns, found.Columns);
        foreach (var (a, b) in expected.Blocks.Zip(found.Blocks))
        {
            Assert.Equal((a.Source, a.Width), (b.Source, b.Width));
            Assert.Equal(a.Starts, b.Starts);
            Assert.Equal(a.Features, b.Features);
            Assert.Equal(a.Values, b.Values);
        }
    }
}
