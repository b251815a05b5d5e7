using static System.FormattableString;
using static MLOpsFunctions.Notes.Wording;

namespace MLOpsFunctions.Notes;

/// <summary>How much a column drifted, as arguments of a note.</summary>
/// <param name="Test">The test that shows it, such as <c>psi</c>.</param>
/// <param name="Value">The size of the change, as the test measures it.</param>
internal sealed record DriftSize(string Column, string Test, double Value)
{
    /// <summary>
    /// What moved most: <c>median</c>, or the share of a <c>level</c>, of <c>missing</c> or <c>unseen</c> cells, or of texts
    /// with <c>unknownWords</c>; null: not known.
    /// </summary>
    public string? Move { get; init; }

    /// <summary>Of a category: the one whose share moved; null otherwise.</summary>
    public string? Level { get; init; }

    /// <summary>In the training rows: a share of 0 to 1, or the median.</summary>
    public double Before { get; init; }

    /// <summary>In the current rows.</summary>
    public double Now { get; init; }

    /// <summary>The arguments of the column at a position in the note.</summary>
    public (string Name, object? Value)[] Arguments(int i) =>
        [
            (Name("column", i), Column),
            (Name("test", i), Test),
            (Name("value", i), Value),
            .. Move is null
                ? ((string, object?)[])[]
                : [(Name("move", i), Move), (Name("level", i), Level), (Name("before", i), Before), (Name("now", i), Now)],
        ];

    /// <summary>The column at a position in a note.</summary>
    public static string ColumnOf(Note note, int i) => note.Text(Name("column", i));

    /// <summary>Its drift: <c>0.31 by psi, median 12 to 20</c>.</summary>
    public static string Words(Note note, int i) =>
        Invariant($"{note.Number(Name("value", i)):0.###} by {note.Text(Name("test", i))}")
        + (note.Has(Name("move", i)) ? $", {Moved(note, i)}" : "");

    private static string Moved(Note note, int i)
    {
        var (before, now) = (note.Number(Name("before", i)), note.Number(Name("now", i)));
        var shares = Invariant($"{before * 100:0.#}% to {now * 100:0.#}%");
        return note.Text(Name("move", i)) switch
        {
            "median" => $"median {NumberFormat.Format(before)} to {NumberFormat.Format(now)}",
            "level" => $"share of {Quote(note.Text(Name("level", i)))} {shares}",
            "missing" => $"missing {shares}",
            "unseen" => $"unseen {shares}",
            _ => $"texts with unusual words {shares}",
        };
    }

    private static string Name(string name, int i) => Invariant($"{name}{i}");
}
