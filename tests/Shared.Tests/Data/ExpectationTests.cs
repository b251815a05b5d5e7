using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MLOpsFunctions.Data;
using MLOpsFunctions.Data.Expectations;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Shared.Tests.Data;

/// <summary>Expectations in the words of Great Expectations: what breaks them is counted and shown with its lines.</summary>
public sealed class ExpectationTests
{
    private static readonly DateTimeOffset Dropped = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, int, int> Rules =>
        new()
        {
            { """{ "type": "expect_column_values_to_not_be_null", "column": "size" }""", 2, 40 },
            { """{ "type": "expect_column_values_to_be_null", "column": "size" }""", 38, 40 },
            { """{ "type": "expect_column_values_to_be_between", "column": "size", "min": 2, "max": 30 }""", 11, 38 },
            { """{ "type": "expect_column_values_to_be_in_set", "column": "colour", "in": ["red", "blue"] }""", 13, 40 },
            { """{ "type": "expect_column_values_to_be_in_set", "column": "size", "in": ["1.0", "2"] }""", 35, 38 },
            { """{ "type": "expect_column_values_to_not_be_in_set", "column": "colour", "in": ["red"] }""", 14, 40 },
            { """{ "type": "expect_column_values_to_match_regex", "column": "colour", "regex": "^[a-z]{4,}$" }""", 14, 40 },
            { """{ "type": "expect_column_values_to_not_match_regex", "column": "colour", "regex": "^b" }""", 13, 40 },
            { """{ "type": "expect_column_value_lengths_to_be_between", "column": "colour", "max": 4 }""", 13, 40 },
            { """{ "type": "expect_column_values_to_be_unique", "column": "size" }""", 5, 38 },
            { """{ "type": "expect_compound_columns_to_be_unique", "columns": ["colour", "y"] }""", 40, 40 },
            { """{ "type": "expect_column_pair_values_a_to_be_greater_than_b", "column": "end", "other": "start" }""", 2, 40 },
            {
                """{ "type": "expect_column_pair_values_a_to_be_greater_than_b", "column": "end", "other": "start", "orEqual": true }""",
                1,
                40
            },
            { """{ "type": "expect_column_pair_values_to_be_equal", "column": "end", "other": "start" }""", 39, 40 },
        };

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rows_that_break_an_expectation_are_counted_shown_and_set_aside(string rule, int unexpected, int of)
    {
        var finding = Assert.Single(Read(Rows(), rule.Replace(" }", """, "policy": "warn" }""")).Findings);

        Assert.Equal((unexpected, of, FindingPolicy.Warn), (finding.Unexpected, finding.Checked, finding.Policy));
        Assert.Equal(Math.Min(10, unexpected), finding.Examples.Count);
        Assert.All(finding.Examples, example => Assert.InRange(example.Line, 2, 41));
        Assert.Contains(finding.Code, finding.Note.Sentence(), StringComparison.Ordinal);
        if (unexpected < 20)
        {
            Assert.Equal(unexpected, Read(Rows(), rule).Rows.Quarantined);
        }
    }

    [Theory]
    [InlineData("""{ "type": "expect_table_row_count_to_be_between", "min": 41 }""", "found 40, expected 41 or more")]
    [InlineData("""{ "type": "expect_column_min_to_be_between", "column": "size", "min": 2 }""", "found 1,")]
    [InlineData("""{ "type": "expect_column_max_to_be_between", "column": "size", "max": 36 }""", "found 37, expected at most 36")]
    [InlineData("""{ "type": "expect_column_mean_to_be_between", "column": "size", "min": 0, "max": 9 }""", "found 20.21, expected 0 to 9")]
    [InlineData("""{ "type": "expect_column_median_to_be_between", "column": "size", "max": 9 }""", "found 20.5,")]
    [InlineData("""{ "type": "expect_column_stdev_to_be_between", "column": "size", "max": 9 }""", "found 11.31,")]
    [InlineData("""{ "type": "expect_column_sum_to_be_between", "column": "size", "max": 9 }""", "found 768,")]
    [InlineData("""{ "type": "expect_column_unique_value_count_to_be_between", "column": "colour", "max": 2 }""", "found 3,")]
    [InlineData("""{ "type": "expect_column_proportion_of_unique_values_to_be_between", "column": "colour", "min": 1 }""", "found 0.075,")]
    [InlineData("""{ "type": "expect_column_max_to_be_fresh", "column": "end", "maxAge": "10d" }""", "288 hours old")]
    [InlineData("""{ "type": "expect_column_to_exist", "column": "price" }""", "'price' is expected and not in the file")]
    public void A_whole_column_or_table_is_measured(string rule, string sentence)
    {
        var finding = Assert.Single(Read(Rows(), rule).Findings);

        Assert.Equal(FindingSeverity.Warning, finding.Severity);
        Assert.Contains(sentence, finding.Note.Sentence(), StringComparison.Ordinal);
        var refusal = Assert.Throws<RefusedFileException>(() => Read(Rows(), rule.Replace(" }", """, "policy": "refuse" }""")));
        Assert.Contains(sentence, refusal.Problem.Found, StringComparison.Ordinal);
        Assert.Equal(FindingSeverity.Error, Assert.Single(refusal.Findings).Severity);
    }

    [Theory]
    [InlineData("""{ "type": "expect_column_max_to_be_fresh", "column": "end", "maxAge": "13d" }""")]
    [InlineData("""{ "type": "expect_table_row_count_to_be_between", "min": 40, "max": 40 }""")]
    [InlineData("""{ "type": "expect_column_to_exist", "column": "size" }""")]
    public void What_is_met_is_not_found(string rule) => Assert.Empty(Read(Rows(), rule).Findings);

    [Fact]
    public void Enough_values_meet_an_expectation_that_is_mostly_met_and_all_rows_are_kept()
    {
        var result = Read(Rows(), """{ "column": "size", "max": 30, "mostly": 0.76, "policy": "refuse" }""");

        var finding = Assert.Single(result.Findings);
        Assert.Equal((FindingSeverity.Info, 9L), (finding.Severity, finding.Unexpected));
        Assert.Equal((0, 40), (result.Rows.Quarantined, result.Rows.Kept));
        Assert.Throws<RefusedFileException>(() => Read(Rows(), """{ "column": "size", "max": 30, "mostly": 0.77, "policy": "refuse" }"""));
    }

    [Fact]
    public void A_distribution_is_compared_with_that_of_earlier_data()
    {
        var rule = """{ "type": "expect_column_kl_divergence_to_be_less_than", "column": "size", "max": 0.1 }""";
        var earlier = Read(Rows(), rule);
        Assert.Contains("was not checked", Assert.Single(earlier.Findings).Note.Sentence(), StringComparison.Ordinal);

        Assert.Empty(Read(Rows(), rule, earlier.Profile).Findings);
        var moved = Read(Rows(size: i => 20 + (i % 15)), rule, earlier.Profile);
        Assert.Contains(moved.Findings, finding => finding.Code == "expect_column_kl_divergence_to_be_less_than");
    }

    [Fact]
    public void Private_values_are_not_shown()
    {
        var definition = new ModelDefinition
        {
            Label = "y",
            Columns = new Dictionary<string, ColumnDefinition> { ["colour"] = new(Pii: PiiHandling.Hash) },
            Expectations = [new("colour", In: ["red"], Policy: FindingPolicy.Warn)],
        };
        var finding = Assert.Single(Read(Rows(), definition).Findings);

        Assert.All(finding.Examples, example => Assert.Null(example.Value));
        Assert.DoesNotContain("blue", Json.Write(finding), StringComparison.Ordinal);
    }

    [Fact]
    public void A_finding_is_read_back_as_it_was_stored()
    {
        var finding = Assert.Single(Read(Rows(), """{ "column": "size", "max": 30 }""").Findings);
        var read = Json.Read<Finding>(Json.Write(finding));

        Assert.Equal((finding.Note, finding.Share, finding.Severity), (read.Note, read.Share, read.Severity));
        Assert.Equal(finding.Examples, read.Examples);
    }

    [Theory]
    [InlineData("""{ "column": "size", "regex": "(?=a)" }""")]
    [InlineData("""{ "column": "size", "regex": "(a" }""")]
    [InlineData("""{ "column": "size", "other": "y", "min": 1 }""")]
    [InlineData("""{ "type": "expect_column_to_exist", "column": "a", "policy": "quarantine" }""")]
    [InlineData("""{ "type": "expect_column_values_to_be_betwen", "column": "a", "min": 1 }""")]
    [InlineData("""{ "type": "expect_column_values_to_be_between", "column": "a" }""")]
    [InlineData("""{ "type": "expect_column_values_to_be_unique", "column": "a", "min": 1 }""")]
    public void A_rule_that_cannot_be_checked_is_refused(string rule) =>
        Assert.Throws<ProblemException>(() => DefinitionReader.Parse($$"""{ "expectations": [{{rule}}] }""", "d.json"));

    [Fact]
    public void An_expression_that_explodes_elsewhere_takes_no_time()
    {
        var text = "word,y\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{new string('a', 5_000)}{i},{i % 2}\n"));
        var finding = Assert.Single(Read(text, """{ "column": "word", "regex": "^(a+)+$", "policy": "warn" }""").Findings);

        Assert.Equal(40, finding.Unexpected);
    }

    /// <summary>Whatever the numbers and the bounds are, the rows outside them are found, and no others.</summary>
    [Fact]
    public void Exactly_the_numbers_outside_the_bounds_are_found() =>
        Prop.ForAll(
                Gen.Choose(-50, 50).ArrayOf(30).ToArbitrary(),
                Gen.Choose(-50, 50).ToArbitrary(),
                Gen.Choose(0, 50).ToArbitrary(),
                (values, min, range) =>
                {
                    var text = "a,y\n" + string.Concat(values.Select((value, i) => Invariant($"{value},{i % 2}\n")));
                    var definition = new ModelDefinition
                    {
                        Label = "y",
                        Task = ModelTask.Binary,
                        Columns = new Dictionary<string, ColumnDefinition> { ["a"] = new(ColumnType.Number) },
                        Expectations = [new("a", Min: min, Max: min + range, Policy: FindingPolicy.Warn)],
                    };
                    long[] lines = [.. values.Index().Where(v => v.Item < min || v.Item > min + range).Select(v => v.Index + 2L)];
                    var found = Read(text, definition).Findings;

                    return found.Sum(finding => finding.Unexpected) == lines.Length
                        && found.SelectMany(finding => finding.Examples).Select(example => example.Line).SequenceEqual(lines.Take(10));
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_suggestion_holds_of_the_data_that_it_was_made_of()
    {
        var first = Read(Rows(), new ModelDefinition { Label = "y" });
        var suggested = SuggestedExpectations.Of(first.Profile, first.Schema);
        var again = Read(Rows(), new ModelDefinition { Label = "y", Expectations = suggested }, first.Profile);

        Assert.Contains(suggested, rule => rule is { Type: ExpectationTypes.InSet, Column: "colour" });
        Assert.Contains(suggested, rule => rule is { Type: ExpectationTypes.Between, Column: "size", Min: 0, Max: 41 });
        Assert.DoesNotContain(again.Findings, finding => finding.Code.StartsWith("expect_", StringComparison.Ordinal));
        var text = DefinitionText.Add("{\n  // kept\n  \"label\": \"y\"\n}\n", suggested);
        Assert.Contains("// kept", text, StringComparison.Ordinal);
        Assert.Equal(suggested.Count, DefinitionReader.Parse(DefinitionText.Add(text, suggested), "d.json").Expectations.Count);
    }

    private static string Rows(Func<int, int>? size = null) =>
        "size,colour,start,end,y\n"
        + string.Concat(
            Enumerable
                .Range(0, 40)
                .Select(i =>
                    (i is 3 or 7 ? "" : Invariant($"{size?.Invoke(i) ?? (i == 0 ? 1 : Math.Min(37, i))}"))
                    + $",{new[] { "red", "blue", "green" }[i % 3]},2026-02-0{1 + (i % 5)},"
                    + $"{(i == 10 ? "2026-01-01" : i == 20 ? $"2026-02-0{1 + (i % 5)}" : $"2026-02-1{(i % 5) + 3}")},{i % 2}\n"
                )
        );

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private static IngestResult Read(string text, string rule, DataProfile? reference = null) =>
        Read(text, DefinitionReader.Parse($$"""{ "label": "y", "expectations": [{{rule}}] }""", "d.json"), reference);

    private static IngestResult Read(string text, ModelDefinition definition, DataProfile? reference = null) =>
        Ingestion.Read(
            new MemoryStream(Encoding.UTF8.GetBytes(text)),
            new("m", "f", definition, new byte[32]) { Reference = reference, Dropped = Dropped }
        );
}
