using System.Text;
using MLOpsFunctions.Data.Expectations;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Shared.Tests.Data;

/// <summary>Suites of Great Expectations, as its versions write them.</summary>
public sealed class GreatExpectationsSuiteTests
{
    [Fact]
    public void A_suite_of_version_1_is_taken_over()
    {
        var suite = Read(
            """
            { "name": "trips", "id": "0a", "meta": { "great_expectations_version": "1.6.0" }, "expectations": [
              { "type": "expect_column_values_to_be_between", "id": "1", "severity": "warning", "meta": {},
                "kwargs": { "column": "fare", "min_value": 0, "strict_min": true, "max_value": 500, "mostly": 0.99 } },
              { "type": "expect_column_values_to_be_in_set", "severity": "critical",
                "kwargs": { "column": "stops", "value_set": [1, "2"] } },
              { "type": "expect_table_row_count_to_equal", "severity": "info", "kwargs": { "value": 100 } },
              { "type": "expect_column_values_to_be_of_type", "kwargs": { "column": "a", "type_": "int" } },
              { "type": "expect_column_values_to_match_regex", "kwargs": { "column": "a", "regex": "(?<=a)b" } },
              { "type": "expect_column_values_to_be_unique", "kwargs": { "column": "a", "row_condition": "b > 1" } } ] }
            """
        );

        Assert.Equal(
            new Expectation(
                "fare",
                Type: ExpectationTypes.Between,
                Min: double.Epsilon,
                Max: 500,
                Mostly: 0.99,
                Policy: FindingPolicy.Warn
            ),
            suite.Expectations[0]
        );
        Assert.Equal(["1", "2"], suite.Expectations[1].In!);
        Assert.Equal(FindingPolicy.Refuse, suite.Expectations[1].Policy);
        Assert.Equal(
            new Expectation(Type: ExpectationTypes.RowCount, Min: 100, Max: 100, Policy: FindingPolicy.Accept),
            suite.Expectations[2]
        );
        Assert.Equal(
            [
                ("expect_column_values_to_be_of_type", "an expectation of this type is not known"),
                ("expect_column_values_to_be_unique", "its argument 'row_condition' is not supported"),
            ],
            suite.NotChecked.Where(left => !left.Type.EndsWith("regex", StringComparison.Ordinal)).Select(left => (left.Type, left.Reason))
        );
        Assert.Contains(suite.NotChecked, left => left.Type.EndsWith("match_regex", StringComparison.Ordinal));
    }

    [Fact]
    public void A_suite_of_earlier_versions_is_taken_over()
    {
        var suite = Read(
            """
            { "data_asset_type": null, "expectation_suite_name": "trips", "ge_cloud_id": null, "expectations": [
              { "expectation_type": "expect_column_pair_values_a_to_be_greater_than_b",
                "kwargs": { "column_A": "off", "column_B": "on", "or_equal": true, "mostly": null, "result_format": "BASIC" } },
              { "expectation_type": "expect_compound_columns_to_be_unique", "kwargs": { "column_list": ["a", "b"] } },
              { "kwargs": {} } ] }
            """
        );

        Assert.Equal(
            new Expectation("off", Type: ExpectationTypes.PairGreater, Other: "on", OrEqual: true, Policy: FindingPolicy.Refuse),
            suite.Expectations[0]
        );
        Assert.Equal(["a", "b"], suite.Expectations[1].Columns!);
        Assert.Equal("it has no type", Assert.Single(suite.NotChecked).Reason);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{ \"expectations\": 3 }")]
    public void What_is_no_suite_is_refused(string text) => Assert.Throws<ProblemException>(() => Read(text));

    [Fact]
    public void A_suite_that_is_nested_too_deep_is_refused() =>
        Assert.Throws<ProblemException>(() => Read($"{{\"expectations\":{new string('[', 10_000)}{new string(']', 10_000)}}}"));

    private static GreatExpectationsSuite Read(string json) => GreatExpectationsSuite.Read(Encoding.UTF8.GetBytes(json), "suite.json");
}
