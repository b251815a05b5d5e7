namespace MLOpsFunctions.Definitions;

/// <summary>
/// The expectations that are checked, named as in Great Expectations, and the keys that each takes. Its names are used so that a suite
/// means the same here and there; <see cref="Fresh"/> alone has no name there.
/// </summary>
internal static class ExpectationTypes
{
    public const string NotNull = "expect_column_values_to_not_be_null";
    public const string Null = "expect_column_values_to_be_null";
    public const string Between = "expect_column_values_to_be_between";
    public const string InSet = "expect_column_values_to_be_in_set";
    public const string NotInSet = "expect_column_values_to_not_be_in_set";
    public const string MatchRegex = "expect_column_values_to_match_regex";
    public const string NotMatchRegex = "expect_column_values_to_not_match_regex";
    public const string LengthsBetween = "expect_column_value_lengths_to_be_between";
    public const string Unique = "expect_column_values_to_be_unique";
    public const string CompoundUnique = "expect_compound_columns_to_be_unique";
    public const string PairGreater = "expect_column_pair_values_a_to_be_greater_than_b";
    public const string PairEqual = "expect_column_pair_values_to_be_equal";
    public const string Exists = "expect_column_to_exist";
    public const string RowCount = "expect_table_row_count_to_be_between";
    public const string ColumnMin = "expect_column_min_to_be_between";
    public const string ColumnMax = "expect_column_max_to_be_between";
    public const string Mean = "expect_column_mean_to_be_between";
    public const string Median = "expect_column_median_to_be_between";
    public const string Deviation = "expect_column_stdev_to_be_between";
    public const string Sum = "expect_column_sum_to_be_between";
    public const string UniqueCount = "expect_column_unique_value_count_to_be_between";
    public const string UniqueShare = "expect_column_proportion_of_unique_values_to_be_between";
    public const string Fresh = "expect_column_max_to_be_fresh";
    public const string Divergence = "expect_column_kl_divergence_to_be_less_than";

    private static readonly Dictionary<string, ExpectationKeys> ByName = new(StringComparer.Ordinal)
    {
        [NotNull] = Rows("column"),
        [Null] = Rows("column"),
        [Between] = Rows("column") with { OneOf = ["min", "max"] },
        [InSet] = Rows("column", "in"),
        [NotInSet] = Rows("column", "in"),
        [MatchRegex] = Rows("column", "regex"),
        [NotMatchRegex] = Rows("column", "regex"),
        [LengthsBetween] = Rows("column") with { OneOf = ["min", "max"] },
        [Unique] = Rows("column"),
        [CompoundUnique] = Rows("columns"),
        [PairGreater] = Rows("column", "other") with { Also = ["orEqual"] },
        [PairEqual] = Rows("column", "other"),
        [Exists] = Whole("column"),
        [RowCount] = Whole() with { OneOf = ["min", "max"] },
        [ColumnMin] = Whole("column") with { OneOf = ["min", "max"] },
        [ColumnMax] = Whole("column") with { OneOf = ["min", "max"] },
        [Mean] = Whole("column") with { OneOf = ["min", "max"] },
        [Median] = Whole("column") with { OneOf = ["min", "max"] },
        [Deviation] = Whole("column") with { OneOf = ["min", "max"] },
        [Sum] = Whole("column") with { OneOf = ["min", "max"] },
        [UniqueCount] = Whole("column") with { OneOf = ["min", "max"] },
        [UniqueShare] = Whole("column") with { OneOf = ["min", "max"] },
        [Fresh] = Whole("column", "maxAge"),
        [Divergence] = Whole("column", "max"),
    };

    /// <summary>Every name.</summary>
    public static IReadOnlyCollection<string> All => ByName.Keys;

    /// <summary>The keys that an expectation takes beside type and policy.</summary>
    public static ExpectationKeys KeysOf(string type) => ByName[type];

    /// <summary>What happens where an expectation is not met and nothing is declared.</summary>
    public static FindingPolicy DefaultPolicyOf(string type) => ByName[type].OfRows ? FindingPolicy.Quarantine : FindingPolicy.Warn;

    private static ExpectationKeys Rows(params IReadOnlyList<string> required) => new(true, required, [], []);

    private static ExpectationKeys Whole(params IReadOnlyList<string> required) => new(false, required, [], []);
}

/// <summary>The keys of an expectation.</summary>
/// <param name="OfRows">Whether it is about each row, and not about a whole column or table.</param>
/// <param name="Required">Those that it needs.</param>
/// <param name="OneOf">Those of which it needs at least one; empty: none.</param>
/// <param name="Also">Those that it may have.</param>
internal sealed record ExpectationKeys(bool OfRows, IReadOnlyList<string> Required, IReadOnlyList<string> OneOf, IReadOnlyList<string> Also)
{
    /// <summary>Whether the expectation can have a key.</summary>
    public bool Takes(string key) => Required.Contains(key) || OneOf.Contains(key) || Also.Contains(key) || (OfRows && key == "mostly");
}
