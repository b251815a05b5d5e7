using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace MLOpsFunctions.Local.Tests.Commands;

/// <summary>After a whole run, a prediction and a drift check no personal value is in the workspace, but in the dropped file.</summary>
public sealed class PersonalDataTests : IDisposable
{
    private const int Count = 120;

    /// <summary>What stands in the files; no other text has these.</summary>
    private static readonly string[] Planted =
    [
        "quillfeather",
        "DE89370400440532013000",
        "4111 1111 1111 1111",
        "+49 30 9018",
        "219-09-9",
        "192.168.177.",
        "Underhill",
    ];

    /// <summary>Too few cells: the row as a whole is set aside.</summary>
    private const string BadRow = "jane@quillfeather.example,Underhill\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("csv")]
    [InlineData("jsonl")]
    public async Task A_run_keeps_no_personal_value(string format)
    {
        var mlops = new CommandLine(_folder["workspace"]);
        var (file, later) = (_folder[$"a.{format}"], _folder[$"b.{format}"]);
        await File.WriteAllTextAsync(file, Write(format, Rows(0, hasBadCells: true)) + (format == "csv" ? BadRow : ""));
        await File.WriteAllTextAsync(later, Write(format, Rows(1, hasBadCells: false)));
        await File.WriteAllTextAsync(
            _folder["definition.json"],
            """{ "label": "y", "training": { "candidates": ["linear"], "budget": { "trials": 1 } } }"""
        );

        var run = await mlops.AskAsync("run", file, "--model", "m", "--definition", _folder["definition.json"]);
        Assert.True(run.Status == 0, run.Error + run.Out);
        var predicted = await mlops.AskAsync("predict", "m", "--file", later, "--json");
        var drift = await mlops.AskAsync("drift", "m", "--file", later, "--json");
        var card = await mlops.AskAsync("card", "m");

        SqliteConnection.ClearAllPools();
        Assert.Contains("looks like personal data", run.Out + run.Error);
        Assert.Contains("have personal data in them", run.Out + run.Error);
        Assert.Contains("Column 'contact' looks like personal data", card.Out.ReplaceLineEndings(" "));
        foreach (var said in new[] { run, drift, card })
        {
            Assert.DoesNotContain(Planted, value => (said.Out + said.Error).Contains(value, StringComparison.OrdinalIgnoreCase));
        }

        Assert.Equal(0, predicted.Status);
        Assert.Equal([], Leaks(_folder["workspace"]));
    }

    private static IEnumerable<string> Leaks(string folder) =>
        from path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        where !IsRaw(Path.GetRelativePath(folder, path))
        let bytes = Read(path)
        from value in Planted
        where Encoding.Latin1.GetString(bytes).Contains(value, StringComparison.OrdinalIgnoreCase)
        select $"{value} in {Path.GetRelativePath(folder, path)}";

    /// <summary>The dropped file itself stays, and so does the file of a drift check.</summary>
    private static bool IsRaw(string name) =>
        (name.StartsWith("incoming", StringComparison.Ordinal) && !name.EndsWith(".receipt.json", StringComparison.Ordinal))
        || name.StartsWith("uploads", StringComparison.Ordinal);

    private static byte[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static IEnumerable<(string Name, string Value)[]> Rows(int seed, bool hasBadCells)
    {
        for (var i = 0; i < Count; i++)
        {
            // One row in thirty has a personal value where a number should stand: it is set aside.
            var size = hasBadCells && i % 30 == 11 ? $"jane{i}@quillfeather.example" : (i * 7 % 31).ToString(CultureInfo.InvariantCulture);
            yield return
            [
                ("contact", $"jane{i}@quillfeather.example"),
                ("note", $"the delivery of parcel {Word(i)} came late again" + Part(i)),
                ("host", $"192.168.177.{i % 250}"),
                ("phone", $"+49 30 9018{i + 1000}"),
                ("last_name", "Underhill" + (char)('a' + (i % 26))),
                ("size", size),
                ("hour", (i % 17).ToString(CultureInfo.InvariantCulture)),
                ("y", ((i * 7 % 31) + (2 * (i % 17)) + seed).ToString(CultureInfo.InvariantCulture)),
            ];
        }
    }

    private static string Word(int i) => new((char)('a' + (i % 26)), 3 + (i / 26));

    private static string Part(int i) =>
        (i % 12) switch
        {
            1 => " write to me@quillfeather.example",
            3 => " pay DE89370400440532013000",
            5 => " card 4111 1111 1111 1111",
            7 => $" call +49 30 9018{i + 1000}",
            9 => $" ssn 219-09-9{i:000}",
            11 => " ask Mr. Underhill",
            _ => "",
        };

    private static string Write(string format, IEnumerable<(string Name, string Value)[]> rows) =>
        format == "csv"
            ? "contact,note,host,phone,last_name,size,hour,y\n"
                + string.Concat(rows.Select(row => string.Join(',', row.Select(cell => cell.Value)) + "\n"))
            : string.Concat(
                rows.Select(row =>
                    JsonSerializer.Serialize(
                        row.ToDictionary(
                            cell => cell.Name,
                            cell => double.TryParse(cell.Value, CultureInfo.InvariantCulture, out var number) ? (object)number : cell.Value
                        )
                    ) + "\n"
                )
            );
}
