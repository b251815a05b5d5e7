using System.Globalization;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Local.Stores;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Local.Commands;

/// <summary>What <c>doctor</c> looks at in the workspace. It makes none where there is none.</summary>
internal static class WorkspaceChecks
{
    private const long Gigabyte = 1L << 30;

    /// <summary>Disk, tables, histories, privacy key, definitions with their schedules, and what serves.</summary>
    public static async Task<IReadOnlyList<CheckResult>> RunAsync(string folder, CommandSession session, CancellationToken cancellation)
    {
        var path = Path.GetFullPath(folder);
        if (!Directory.Exists(path))
        {
            return [new("workspace", FindingLevel.Notice, $"{path} is not there yet", "mlops run FILE --model NAME makes it")];
        }

        var findings = new List<CheckResult> { CheckResult.Good("workspace", path) };
        Add(findings, "disk", () => CheckDisk(path));
        if (findings.Exists(finding => finding.Level == FindingLevel.Wrong))
        {
            return findings;
        }

        Add(findings, "tables", () => session.Workspace.Services is null ? "" : "the tables and the privacy key can be read");
        if (findings.Exists(finding => finding.Level == FindingLevel.Wrong))
        {
            return findings;
        }

        Add(findings, "engine", () => session.Workspace.Engine is null ? "" : "the histories of runs can be read");
        foreach (var file in Definitions(path))
        {
            Add(findings, "definition", () => CheckDefinition(file));
        }

        await foreach (var model in session.Workspace.Services.Registry.ModelsAsync(cancellation))
        {
            findings.Add(await CheckModelAsync(session, model, cancellation));
        }

        return findings;
    }

    private static IEnumerable<FileInfo> Definitions(string path)
    {
        var folder = new DirectoryInfo(Path.Combine(path, StorageNames.DefinitionsContainer));
        return folder.Exists ? folder.EnumerateFiles("*.json").OrderBy(file => file.Name, StringComparer.Ordinal) : [];
    }

    private static string CheckDisk(string path)
    {
        WritabilityProbe.Check(path);
        var free = new DriveInfo(path).AvailableFreeSpace;
        return free >= Gigabyte
            ? string.Create(CultureInfo.InvariantCulture, $"it can be written, {(double)free / Gigabyte:0.0} GB are free")
            : throw new ProblemException(
                new(
                    "Little space is left on the disk",
                    string.Create(CultureInfo.InvariantCulture, $"{free / (1L << 20)} MB"),
                    "1 GB",
                    path,
                    "make room, or name a workspace on another disk"
                )
            );
    }

    /// <summary>Reading a definition checks its schedule too.</summary>
    private static string CheckDefinition(FileInfo file)
    {
        var definition = DefinitionReader.Parse(File.ReadAllText(file.FullName), file.FullName);
        var schedule = definition.Retrain.Schedule is { } cron ? $", trained again by the schedule '{cron}'" : "";
        return $"{file.Name}: {definition.Task?.JsonName() ?? "no task yet"}{schedule}";
    }

    private static async Task<CheckResult> CheckModelAsync(CommandSession session, string model, CancellationToken cancellation)
    {
        try
        {
            var routed = await session.Workspace.Router.FindAsync(model, cancellation);
            return routed is null
                ? new("model", FindingLevel.Notice, $"no version of {model} serves", $"mlops versions {model} says why")
                : CheckResult.Good("model", $"version {routed.Served.Version.Number} of {model} can answer");
        }
        catch (ProblemException damaged)
        {
            return CheckResult.Of("model", damaged.Problem);
        }
        catch (InvalidDataException damaged)
        {
            return new("model", FindingLevel.Wrong, $"{model}: {damaged.Message}", $"mlops rollback {model}");
        }
    }

    private static void Add(List<CheckResult> findings, string check, Func<string> look)
    {
        try
        {
            findings.Add(CheckResult.Good(check, look()));
        }
        catch (ProblemException refused)
        {
            findings.Add(CheckResult.Of(check, refused.Problem));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            findings.Add(new(check, FindingLevel.Wrong, fault.Message, "check the folder's disk and rights"));
        }
    }
}
