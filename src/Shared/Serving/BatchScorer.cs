using MLOpsFunctions.Data;
using MLOpsFunctions.Data.Reading;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Serving;

/// <summary>
/// Answers all rows of a file with one version, part by part, so that a file of any size takes bounded memory. The same
/// file and version give the same bytes, on any number of threads. Predictions have no ids and are not logged: the file
/// of predictions is their record.
/// </summary>
/// <param name="served">The version.</param>
/// <param name="limits">Bounds on files; null: the usual.</param>
/// <param name="threads">Threads to use; 1 or more.</param>
public sealed class BatchScorer(ServedModel served, IngestLimits? limits = null, int threads = 1)
{
    /// <summary>Refused rows that are written out; further ones are only counted.</summary>
    private const long MaxListed = 1_000_000;

    /// <summary>Notes on the file that are told.</summary>
    private const int MaxNotes = 50;

    /// <summary>Answers a file.</summary>
    /// <param name="file">The rows.</param>
    /// <param name="name">The file's name, for messages.</param>
    /// <param name="predictions">Where answers are written, as CSV.</param>
    /// <param name="refused">Where rows without an answer are written, as CSV: line, column, reason, and what was found
    /// unless it may be private. Nothing where every row is answered.</param>
    /// <param name="cancellation">Stops between parts.</param>
    /// <exception cref="ProblemException">The file cannot be read, lacks what the version needs, or has no row that can be
    /// answered.</exception>
    public BatchSummary Score(Stream file, string name, Stream predictions, Stream refused, CancellationToken cancellation = default)
    {
        using var parts = new FrameParts(file, served.Schema, name, limits, served.Ingest);
        UnreadableRows.CheckInputs(served, parts.Absent, name);
        var (answers, aside) = (new ScoredRowsCsv(predictions), new RefusedRowsCsv(refused, MaxListed));
        var (read, scored, first) = (0L, 0L, (QuarantinedRow?)null);
        var notes = new BatchNotes();
        foreach (var part in parts.Read(threads, cancellation))
        {
            if (read > 0 && served.CountsRows)
            {
                throw TooLong(name);
            }

            read += part.RowsRead;
            var (kept, bad) = Split(part);
            bad.ForEach(aside.Add);
            first ??= bad.FirstOrDefault();
            if (kept.Frame.RowCount > 0)
            {
                var batch = served.Predict(kept.Frame, threads, new(part.Absent));
                answers.Write(batch.Predictions, kept.Lines, RowNotes(kept, batch));
                notes.Add(part, batch);
                scored += kept.Frame.RowCount;
            }
        }

        return scored == 0
            ? throw UnreadableRows.None(name, aside.Count, first)
            : new(read, scored, aside.Count, aside.Reasons, [.. parts.Remarks, .. notes.All.Take(MaxNotes)], parts.Sha256);
    }

    /// <summary>Rows to answer, and rows that cannot be read or that the definition does not want answered.</summary>
    private (FileRows Kept, List<QuarantinedRow> Refused) Split(FileRows part)
    {
        var unwanted = served.Refused(part.Frame);
        if (unwanted.Count == 0)
        {
            return (part, [.. part.SetAside]);
        }

        var rows = unwanted.Select(cell => cell.Row).ToHashSet();
        int[] others = [.. Enumerable.Range(0, part.Frame.RowCount).Where(row => !rows.Contains(row))];
        var kept = part with { Frame = part.Frame.Take(others), Lines = [.. others.Select(row => part.Lines[row])] };
        var cells = unwanted
            .DistinctBy(cell => cell.Row)
            .Select(cell => new QuarantinedRow(part.Lines[cell.Row], cell.Column, RowFaults.NeverSeen, cell.Text));
        return (kept, [.. part.SetAside.Concat(cells).OrderBy(row => row.Line)]);
    }

    /// <summary>What a caller should know of single rows, in words.</summary>
    private Dictionary<int, string> RowNotes(FileRows rows, ScoredBatch batch)
    {
        var inputs = served.Inputs.Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
        var unread = rows.Notes.Where(note => inputs.Contains(note.Column!)).ToLookup(note => note.Line, UnreadableRows.Sentence);
        var notes = new Dictionary<int, string>();
        for (var row = 0; unread.Count > 0 && row < rows.Lines.Count; row++)
        {
            if (unread.Contains(rows.Lines[row]))
            {
                notes[row] = string.Join(' ', unread[rows.Lines[row]]);
            }
        }

        foreach (var (row, own) in batch.RowNotes)
        {
            notes[row] = string.Join(' ', [.. notes.TryGetValue(row, out var said) ? (string[])[said] : [], .. own.Sentences()]);
        }

        return notes;
    }

    private static ProblemException TooLong(string name) =>
        new(
            new(
                "The file is too long for a forecast that counts rows instead of times",
                "more than a few megabytes",
                "fewer rows, or a column of times",
                name,
                "split the file",
                413
            )
        );
}

/// <summary>What became of the rows of a file.</summary>
/// <param name="Read">Rows in the file.</param>
/// <param name="Scored">Rows with an answer.</param>
/// <param name="Refused">Rows without one.</param>
/// <param name="Reasons">Why, by reason and column, most rows first; an example each unless it may be private.</param>
/// <param name="Notes">What a reader should know of how the file was read and how its rows differ from the training data.</param>
/// <param name="Sha256">SHA-256 of the file, lower-case hex.</param>
public sealed record BatchSummary(
    long Read,
    long Scored,
    long Refused,
    IReadOnlyList<QuarantineReason> Reasons,
    IReadOnlyList<Note> Notes,
    string Sha256
);
