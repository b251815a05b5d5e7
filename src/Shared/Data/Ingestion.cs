using MLOpsFunctions.Data.Expectations;
using MLOpsFunctions.Data.Privacy;
using MLOpsFunctions.Data.Profiling;
using MLOpsFunctions.Data.Reading;
using MLOpsFunctions.Data.Schema;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Data;

/// <summary>Reads a file into an explained data set: typed, validated, cleaned, private columns protected, label leaks found.</summary>
public static class Ingestion
{
    /// <summary>Reads a file. The same bytes under the same definition and key give the same result, on any number of threads.</summary>
    /// <exception cref="ProblemException">The file as a whole cannot be used; the problem says why and what to try.</exception>
    public static IngestResult Read(Stream file, IngestRequest request, CancellationToken cancellation = default)
    {
        var (limits, threads, declared) = (request.Limits, request.Threads, request.Definition);
        using var source = new SourceFile(file, request.Blob, limits, declared?.Ingest);
        var quarantine = new Quarantine(request.Quarantine);
        var (typed, plan, head) = ReadTyped(source, request, quarantine, cancellation);
        var personal = PersonalDataDetector.Find(
            typed.Columns,
            column => declared?.Columns.GetValueOrDefault(column)?.Pii is not null,
            column => request.Known.Any(known => known.Name == column && known.IsOpen)
        );
        if (personal.Count > 0)
        {
            // Read again, so that no such cell is shown where a row is set aside.
            declared = PersonalDataPolicy.Decide(declared, plan.Label, personal, request.Blob);
            quarantine.Clear();
            (typed, plan, head) = ReadTyped(source, request with { Definition = declared }, quarantine, cancellation);
        }

        RowValidator.Apply(typed, plan, KeyOf(declared, head.Names));
        var findings = new ExpectationSuite(typed, plan, request.Reference, request.Dropped).Check(declared?.Expectations ?? []);
        RefusedFileException.ThrowIfAny(findings, request.Blob);
        quarantine.CheckShare(typed.RowsRead, limits, request.Blob);

        var accepted = typed.Accepted(threads);
        var roles = ColumnRoleDetector.Resolve(accepted, plan);
        roles = declared?.Task == ModelTask.Forecast ? SeriesColumnDetector.Resolve(accepted, roles, plan) : roles;
        var definition = DefinitionCompleter.Complete(accepted, roles, declared, limits, request.Blob, request.IsPart);
        definition = definition with { GuessedLabel = plan.LabelFrom == LabelSource.LastColumn ? plan.Label : null };
        (definition, var split) = SplitColumnDetector.Apply(accepted, plan, definition);
        var leaks = LeakDetector.Find(accepted, roles, definition, plan, threads, cancellation);
        (definition, leaks) = LeakPolicy.Exclude(definition, leaks, DeclaredFeatures(request.Definition));
        var (frame, schema) = PiiProtection.Protect(accepted, definition, typed.Formats, request.PrivacyKey);
        var (repairedRows, repairs) = typed.Repaired();
        var rows = new RowCounts(typed.RowsRead, frame.RowCount, repairedRows, quarantine.Count);
        return new(
            definition,
            frame,
            schema,
            rows,
            quarantine.Counts,
            quarantine.Examples,
            Profiler.Describe(frame, threads, schema),
            leaks,
            new(request.Blob, source.Sha256, source.Length),
            [
                .. personal.Select(column => column.Note),
                .. findings.Where(finding => finding.Policy != FindingPolicy.Accept).Select(finding => finding.Note),
                .. IngestionNotes.OnHeader(head, plan),
                .. IngestionNotes.OnRows(typed, plan),
                .. DoubtfulMarks.NotesOn(head, typed, plan),
                .. typed.NewMarks.Select(mark => ReadingNotes.NewMark(mark.Column, mark.Text, mark.Cells)),
                .. IngestionNotes.OnCodes(accepted, plan),
                .. IngestionNotes.OnCutTexts(frame, schema),
                .. roles.Notes,
                .. split,
                .. declared?.Task is null ? SeriesColumnDetector.Hint(accepted, definition) : [],
                .. declared?.Task is null ? IngestionNotes.OnNumericClasses(accepted, definition, request.Model) : [],
                .. IngestionNotes.OnDuplicates(frame, threads, definition),
            ],
            repairs
        )
        {
            Reasons = quarantine.Reasons,
            Findings = findings,
            Inferred = SchemaSummary.Of(plan, declared, definition, leaks),
        };
    }

    /// <summary>
    /// Reads the rows of a file into typed columns and sets aside those that cannot be read: the first part of an
    /// ingestion.
    /// </summary>
    internal static (TypedTable Table, DeclaredColumns Plan, FileHeader Head) ReadTyped(
        SourceFile source,
        IngestRequest request,
        Quarantine quarantine,
        CancellationToken cancellation
    )
    {
        var known = (request.Definition?.Columns.Keys ?? []).Concat(request.Definition?.Label is { } label ? [label] : []);
        var head = FileHeader.Read(
            source,
            new(known.ToHashSet(StringComparer.Ordinal), KnownColumns.CommasOf(request.Known), new HashSet<string>())
        );
        var plan = new DeclaredColumns(head.Names, head.Unnamed, SplitColumnDetector.Find(head), request.Definition, request.Blob)
        {
            Known = request.Known,
        };
        var layout = ColumnLayout.Of(
            head,
            [.. head.Names.Select((name, i) => Form(head, plan, name, i))],
            plan.Private,
            keepsBadCells: false,
            head.Names.Where(name => plan.DeclaredType(name) == ColumnType.Number).ToHashSet(StringComparer.Ordinal),
            plan.Label is { } target && plan.DeclaredType(target) is null ? target : null
        );
        var table = TableReader.Read(source, head, layout, plan.Tolerates, quarantine, request.Threads, cancellation);
        table.Utf8.ThrowIfOtherEncoding(request.Blob);
        return table.RowsRead > 0
            ? (ColumnTypeDetector.Resolve(table, plan, quarantine), plan, head)
            : throw new ProblemException(
                new("The file has no rows", "a header only", "rows below the header", request.Blob, "drop it again once it is written")
            );
    }

    /// <summary>A row without its key can neither replace another nor be replaced.</summary>
    private static IReadOnlyList<string> KeyOf(ModelDefinition? declared, IReadOnlyList<string> names) =>
        declared?.Ingest is { Mode: IngestMode.Upsert } ingest ? [.. ingest.Key.Where(names.Contains)] : [];

    private static (bool IsNumber, ColumnFormat? Format) Form(FileHeader head, DeclaredColumns plan, string column, int at) =>
        plan.IsOpaque(column) || plan.Pii(column) == PiiHandling.Redact || MissingMarkers.AreUnusual(plan.MarksOf(column)) ? (false, null)
        : plan.DeclaredType(column) is { } type ? (type == ColumnType.Number, plan.FormatOf(column, type))
        : (head.WritesCommas(at) || (head.LooksNumeric(at) && !plan.MayNameThings(column)), null);

    /// <summary>Columns that users have declared as features. Inferred roles do not count.</summary>
    private static IReadOnlySet<string> DeclaredFeatures(ModelDefinition? definition) =>
        definition is null or { Inferred: true }
            ? new HashSet<string>()
            : definition
                .Columns.Where(column => column.Value.Role == ColumnRole.Feature)
                .Select(column => column.Key)
                .ToHashSet(StringComparer.Ordinal);
}
