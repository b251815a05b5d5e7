using MLOpsFunctions.Data;

namespace MLOpsFunctions.Shared.Tests.Data;

/// <summary>Data sets for tests.</summary>
internal static class TestData
{
    /// <summary>The version that a file would become.</summary>
    public static DatasetVersion Version(IngestResult read) =>
        new("d", read.Source, read.Schema, read.Definition.Label, read.Definition.Task!.Value, read.Rows, "p", read.Leaks);
}
