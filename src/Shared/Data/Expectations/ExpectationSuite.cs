using MLOpsFunctions.Data.Reading;
using MLOpsFunctions.Data.Schema;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Data.Expectations;

/// <summary>Checks the expectations of a definition against the rows of a file, and sets rows aside where they say so.</summary>
/// <param name="table">The rows that could be read.</param>
/// <param name="plan">What is known of the columns.</param>
/// <param name="reference">What earlier data look like; null: there are none.</param>
/// <param name="dropped">When the file was dropped; null: it was not.</param>
internal sealed class ExpectationSuite(TypedTable table, DeclaredColumns plan, DataProfile? reference, DateTimeOffset? dropped)
{
    private readonly List<(int Row, string Column, string Reason)> _faults = [];
    private readonly int[] _rows = [.. Enumerable.Range(0, table.RowCount).Where(row => !table.IsSetAside(row))];

    /// <summary>Checks all of them on the same rows; then sets aside the rows at fault.</summary>
    /// <exception cref="ProblemException">A rule does not fit its column.</exception>
    public IReadOnlyList<Finding> Check(IEnumerable<Expectation> expectations)
    {
        Finding[] found = [.. expectations.SelectMany(rule => rule.Typed()).Select(Check).OfType<Finding>()];
        foreach (var (row, column, reason) in _faults)
        {
            table.Reject(row, column, reason, Shown(table.Find(column), row));
        }

        return found;
    }

    private Finding? Check(Expectation rule) =>
        rule.Type == ExpectationTypes.Exists
            ? plan.Names.Contains(rule.Column!)
                ? null
                : OfWhole(rule, ExpectationNotes.Absent(rule.Column!, Policy(rule).JsonName()))
            : ExpectationTypes.KeysOf(rule.Type!).OfRows
                ? CheckRows(rule)
                : CheckWhole(rule);

    private Finding? CheckRows(Expectation rule)
    {
        var of = RowRule.Of(rule, table.Find, Misfit);
        var (considered, broken) = (0L, new List<(int Row, string Column, string Reason)>());
        foreach (var row in _rows.Where(of.IsChecked))
        {
            considered++;
            if (of.Fault(row) is { } reason)
            {
                broken.Add((row, of.Column.Name, reason));
            }
        }

        if (broken.Count == 0)
        {
            return null;
        }

        var isMet = broken.Count <= (1 - (rule.Mostly ?? 1)) * considered;
        var policy = isMet ? FindingPolicy.Accept : Policy(rule);
        if (policy == FindingPolicy.Quarantine)
        {
            _faults.AddRange(broken);
        }

        var examples = broken
            .Take(Finding.MaxExamples)
            .Select(fault => new FindingExample(table.LineOf(fault.Row), plan.IsPrivate(fault.Column) ? null : Shown(of.Column, fault.Row)))
            .ToList();
        var note = ExpectationNotes.OfRows(
            rule.Type!,
            of.Column.Name,
            broken.GroupBy(fault => fault.Reason).MaxBy(reason => reason.Count())!.Key,
            broken.Count,
            considered,
            [.. examples.Select(example => example.Line)],
            policy.JsonName()
        );
        return new(rule.Type!, of.Column.Name, policy, considered, broken.Count, examples, note);
    }

    private Finding? CheckWhole(Expectation rule)
    {
        if (rule.Type == ExpectationTypes.Fresh)
        {
            return CheckAge(rule);
        }

        var column = rule.Column is null ? null : table.Find(rule.Column);
        double? found;
        if (rule.Type == ExpectationTypes.Divergence)
        {
            if (reference?.Columns.FirstOrDefault(known => known.Name == column!.Name) is not { } known)
            {
                return new(rule.Type!, rule.Column, FindingPolicy.Accept, 0, 0, [], ExpectationNotes.NoReference(rule.Column!));
            }

            found = ColumnFigures.Divergence(column!, _rows, known, reference.Rows);
        }
        else
        {
            found = column is null ? _rows.Length : ColumnFigures.Of(rule.Type!, column, _rows, Misfit);
        }

        return found is null || found < rule.Min || found > rule.Max
            ? OfWhole(
                rule,
                ExpectationNotes.OfWhole(rule.Type!, rule.Column, Show(rule, found), rule.Min, rule.Max, Policy(rule).JsonName())
            )
            : null;
    }

    private Finding? CheckAge(Expectation rule)
    {
        var column = table.Find(rule.Column!);
        var times = (column as TimeColumn ?? throw Misfit(column, "a greatest age", "dates or times")).Ticks;
        if (dropped is not { } now)
        {
            return new(rule.Type!, rule.Column, FindingPolicy.Accept, 0, 0, [], ExpectationNotes.NotDropped(rule.Column!));
        }

        var newest = _rows.Select(row => times[row]).DefaultIfEmpty(TimeColumn.Missing).Max();
        return newest != TimeColumn.Missing && newest >= (now - rule.MaxAge!.Value.Value).UtcTicks
            ? null
            : OfWhole(
                rule,
                ExpectationNotes.TooOld(rule.Column!, AgeOf(newest, now), rule.MaxAge!.Value.ToString(), Policy(rule).JsonName())
            );
    }

    /// <summary>How old a time is, in hours; null where there is none.</summary>
    private static double? AgeOf(long ticks, DateTimeOffset now) =>
        ticks == TimeColumn.Missing ? null : new TimeSpan(now.UtcTicks - ticks).TotalHours;

    /// <summary>The least and the greatest number are cells themselves, which are not shown where they are private.</summary>
    private double? Show(Expectation rule, double? found) => rule.Column is { } column && plan.IsPrivate(column) ? null : found;

    private Finding OfWhole(Expectation rule, Note note) => new(rule.Type!, rule.Column, Policy(rule), _rows.Length, 0, [], note);

    private string? Shown(DataColumn column, int row) =>
        (CellWriter.Write(column, row) ?? table.TextOf(column.Name, row)) is { } text ? Quarantine.Show(text) : null;

    private ProblemException Misfit(DataColumn column, string rule, string expected) =>
        RowValidator.Misfit(column, rule, expected, plan.File);

    private static FindingPolicy Policy(Expectation rule) => rule.Policy ?? ExpectationTypes.DefaultPolicyOf(rule.Type!);
}
