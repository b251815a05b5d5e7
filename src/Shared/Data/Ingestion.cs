using MLOpsFunctions.Data.Inference;
using MLOpsFunctions.Data.Profiling;
using MLOpsFunctions.Data.Reading;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data;

/// <summary>Reads a file into an explained data set: typed, validated, cleaned, private columns protected, label leaks found.</summary>
public static class Ingestion
{
    /// <summary>Reads a file. The same bytes under the same definition and key give the same result.</summary>
    /// <exception cref="ProblemException">The file as a whole cannot be used; the problem says why and what to try.</exception>
    public static IngestResult Read(Stream file, IngestRequest request, CancellationToken cancellation = default)
    {
        var limits = request.Limits;
        using var source = SourceFile.Open(file, request.Blob, limits, cancellation);
        var quarantine = new Quarantine(request.Quarantine, PrivateColumns(request.Definition));
        var table = TableReader.Read(source, request.Definition, limits, quarantine, cancellation);
        var typed = ColumnTyping.Resolve(table, request.Definition);
        var roles = RoleInference.Resolve(typed, request.Definition, request.Blob);
        RowChecks.Apply(typed, roles, request.Definition?.Expectations ?? [], quarantine);
        quarantine.CheckShare(table.RowsRead, limits, request.Blob);

        var accepted = typed.Accepted();
        var definition = LabelInference.Complete(accepted, roles, request.Definition, limits, request.Blob);
        var leaks = LeakDetector.Find(accepted, roles, definition);
        definition = Leakage.Exclude(definition, leaks, Declared(request.Definition));
        var (frame, schema) = Privacy.Protect(accepted, definition, request.PrivacyKey);
        var rows = new RowCounts(table.RowsRead, frame.RowCount, 0, quarantine.Count);
        return new(
            definition, frame, schema, rows, quarantine.Reasons, quarantine.Examples, Profiler.Describe(frame), leaks,
            new(request.Blob, source.Sha256, source.Length), [.. table.Notes, .. roles.Notes, .. Duplicates(frame)]);
    }

    /// <summary>Columns that the team itself has called features; what the product has inferred binds nobody.</summary>
    private static IReadOnlySet<string> Declared(ModelDefinition? definition) => definition is null or { Inferred: true } ? new HashSet<string>()
        : definition.Columns.Where(column => column.Value.Role == ColumnRole.Feature).Select(column => column.Key).ToHashSet(StringComparer.Ordinal);

    private static IReadOnlySet<string> PrivateColumns(ModelDefinition? definition) =>
        definition?.Columns.Where(column => column.Value.Pii is not null).Select(column => column.Key).ToHashSet(StringComparer.Ordinal) ?? [];

    private static IEnumerable<string> Duplicates(DataFrame frame) =>
        RowDuplicates.Count(frame) is var count and > 0 ? [$"{count:N0} rows are exact copies of earlier ones; they stay, and stay on one side of the split."] : [];
}
