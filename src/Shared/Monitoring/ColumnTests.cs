using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Monitoring;

/// <summary>Which tests a column gets, and what they find.</summary>
internal static class ColumnTests
{
    /// <summary>
    /// From so many current rows on, the distance that numbers moved and the divergence of categories are settled enough
    /// to be read; before, the tests that count rows have more power.
    /// </summary>
    private const int ManyRows = 1_000;

    /// <summary>The findings of the tests that a column gets, in the order of the definition or of the defaults.</summary>
    /// <param name="column">The column then and now.</param>
    /// <param name="rows">Current rows.</param>
    /// <param name="definition">Which tests; none: the defaults.</param>
    public static IEnumerable<TestFinding> Run(ColumnSample column, long rows, DriftDefinition definition) =>
        (
            definition.Tests.Count > 0 ? definition.Tests.Distinct().Where(test => Suits(test, column.Kind)) : Defaults(column.Kind, rows)
        ).Select(test => Find(test, column));

    /// <summary>What is right for a column where the definition names no tests; that for any column comes first.</summary>
    private static DriftTest[] Defaults(ColumnKind kind, long rows) =>
        kind switch
        {
            ColumnKind.Number => rows < ManyRows
                ? [DriftTest.Psi, DriftTest.Ks, DriftTest.Missing]
                : [DriftTest.Psi, DriftTest.Ks, DriftTest.Wasserstein, DriftTest.Missing],
            ColumnKind.Category => rows < ManyRows
                ? [DriftTest.Psi, DriftTest.ChiSquare, DriftTest.Unseen, DriftTest.Missing]
                : [DriftTest.Psi, DriftTest.JensenShannon, DriftTest.Unseen, DriftTest.Missing],
            _ => [DriftTest.Psi, DriftTest.TextLength, DriftTest.Vocabulary, DriftTest.Missing],
        };

    private static bool Suits(DriftTest test, ColumnKind kind) =>
        test switch
        {
            DriftTest.Ks or DriftTest.Wasserstein => kind == ColumnKind.Number,
            DriftTest.Unseen => kind == ColumnKind.Category,
            DriftTest.TextLength or DriftTest.Vocabulary => kind == ColumnKind.Prose,
            _ => true,
        };

    private static TestFinding Find(DriftTest test, ColumnSample column) =>
        test switch
        {
            DriftTest.Psi => new(test, Psi.Compute(column.Bins.Reference, column.Bins.Current), Homogeneity(column.Bins)),
            DriftTest.JensenShannon => new(test, JensenShannon.Distance(column.Bins), Homogeneity(column.Bins)),
            DriftTest.ChiSquare => new(test, PearsonTest.CramersV(column.Bins), PearsonTest.PValue(column.Bins)),
            DriftTest.Missing => new(test, MissingRate.Change(column.Bins), MissingRate.PValue(column.Bins)),
            DriftTest.Unseen => new(test, UnseenCategories.Growth(column.Bins), UnseenCategories.PValue(column.Bins)),
            DriftTest.Ks when column.Numbers is { } numbers => new(
                test,
                KolmogorovSmirnov.Distance(numbers),
                KolmogorovSmirnov.PValue(numbers)
            ),
            DriftTest.Wasserstein when column.Numbers is { Deviation: > 0 } numbers => new(
                test,
                Wasserstein.Distance(numbers),
                KolmogorovSmirnov.PValue(numbers)
            ),
            DriftTest.TextLength when column.Numbers is { } lengths => new(test, TextLength.Distance(lengths), TextLength.PValue(lengths)),
            DriftTest.Vocabulary when column.Words is { } words => new(test, Vocabulary.Change(words), Vocabulary.PValue(words)),
            DriftTest.Wasserstein when column.Numbers is not null => TestFinding.None(test, NotRunReason.NoSpread),
            _ when column.HasValues => TestFinding.None(test, NotRunReason.NotInProfile),
            _ => TestFinding.None(test, NotRunReason.NoValues),
        };

    private static double Homogeneity(BinCounts bins) => GTest.PValue(bins.Reference, bins.Current);
}

/// <summary>What a test found in one column.</summary>
/// <param name="Value">The size of the change; NaN where the test was not run.</param>
/// <param name="PValue">How often chance alone makes a change like this, 0 to 1; 1 where the test was not run.</param>
/// <param name="NotRun">Why it was not run; null: it was.</param>
internal readonly record struct TestFinding(DriftTest Test, double Value, double PValue, NotRunReason? NotRun = null)
{
    public static TestFinding None(DriftTest test, NotRunReason reason) => new(test, double.NaN, 1, reason);
}
