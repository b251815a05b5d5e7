using MLOpsFunctions.Data.Profiling;
using MLOpsFunctions.Data.Schema;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Data;

/// <summary>A data set to which the rows of later files are added.</summary>
/// <param name="Version">What it is.</param>
/// <param name="Definition">The definition that it was read under, complete.</param>
/// <param name="Rows">Its rows.</param>
public sealed record GrowingDataset(DatasetVersion Version, ModelDefinition Definition, DataFrame Rows)
{
    /// <summary>The number of the model's newest data set when this one was read.</summary>
    public required int Newest { get; init; }

    /// <summary>How the next file is read: as declared, and where nothing is declared as the data set so far was read.</summary>
    public ModelDefinition ForNext(ModelDefinition declared) =>
        declared with
        {
            Task = declared.Task ?? Definition.Task,
            Label = declared.Label ?? Definition.Label,
            GuessedLabel = declared.Label is null ? Definition.GuessedLabel : declared.GuessedLabel,
            Columns = Definition
                .Columns.Where(column => !declared.Columns.ContainsKey(column.Key))
                .Concat(declared.Columns.Select(column => KeyValuePair.Create(column.Key, Filled(column.Key, column.Value))))
                .ToDictionary(column => column.Key, column => column.Value, StringComparer.Ordinal),
        };

    private ColumnDefinition Filled(string name, ColumnDefinition declared) =>
        Definition.Columns.GetValueOrDefault(name) is not { } known
            ? declared
            : declared with
            {
                Type = declared.Type ?? known.Type,
                Role = declared.Role ?? known.Role,
                Text = declared.Text ?? known.Text,
            };

    /// <summary>The data set with a file's rows.</summary>
    /// <param name="file">What was read of the file.</param>
    /// <param name="threads">Threads to use.</param>
    /// <exception cref="ProblemException">The file lacks a column, has it of another type or otherwise protected, or the
    /// key is not among its columns.</exception>
    public (IngestResult Result, DatasetParts Parts) With(IngestResult file, int threads)
    {
        var ingest = file.Definition.Ingest;
        var key = ingest.Mode == IngestMode.Upsert ? ingest.Key : [];
        foreach (var column in Version.Schema)
        {
            Check(column, file.Schema.FirstOrDefault(other => other.Name == column.Name), file.Source.Blob);
        }

        IngestKey.Check(key, file.Schema, file.Source.Blob);
        var (frame, added, replaced, present) = FrameJoin.Join(Rows, file.Frame, key);
        string[] more = [.. file.Schema.Select(column => column.Name).Where(name => Rows.Find(name) is null)];
        ColumnSchema[] schema =
        [
            .. Version.Schema.Select(column => Together(column, file.Schema.First(other => other.Name == column.Name))),
            .. file.Schema.Where(column => more.Contains(column.Name)),
        ];
        if (file.Definition.Label is { } label)
        {
            DefinitionCompleter.CheckLabel(frame.Find(label)!, file.Definition.Task!.Value, file.Source.Blob);
        }

        var result = file with
        {
            Frame = frame,
            Schema = schema,
            Rows = new(
                Version.Rows.Read + file.Rows.Read,
                frame.RowCount,
                Version.Rows.Repaired + file.Rows.Repaired,
                Version.Rows.Quarantined + file.Rows.Quarantined
            ),
            Profile = Profiler.Describe(frame, threads, schema),
            Notes =
            [
                .. file.Notes,
                ReadingNotes.Joined(frame.RowCount, added, replaced, present),
                .. more.Length > 0 ? [ReadingNotes.AddedColumns(more)] : (Note[])[],
            ],
        };
        return (result, new(Version.Digest, "", file.Rows, ingest.Mode, key, added, replaced, present));
    }

    private static ColumnSchema Together(ColumnSchema column, ColumnSchema other) =>
        other with
        {
            Format = column.Format,
            Pii = other.Pii ?? column.Pii,
        };

    private static void Check(ColumnSchema column, ColumnSchema? found, string file)
    {
        var contradiction =
            found is null ? ("is missing", "no such column", "the columns of the data set so far")
            : found.Type != column.Type ? ("is of another type", found.Type.JsonName(), column.Type.JsonName())
            // Texts with personal parts and texts without any go together.
            : (found.Pii ?? PiiHandling.Redact) != (column.Pii ?? PiiHandling.Redact)
                ? ("is protected otherwise", found.Pii?.JsonName() ?? "not private", column.Pii?.JsonName() ?? "not private")
            : default;
        if (contradiction is (not null, _, _) and var (what, seen, expected))
        {
            throw new ProblemException(
                new(
                    $"Column '{PlainText.Name(column.Name)}' {what}, so that the file's rows cannot be added",
                    seen,
                    expected,
                    file,
                    "write the file as the earlier ones; or start over with \"ingest\": { \"mode\": \"replace\" }"
                )
            );
        }
    }
}
