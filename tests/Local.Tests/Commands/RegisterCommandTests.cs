using System.Globalization;

namespace MLOpsFunctions.Local.Tests.Commands;

/// <summary>Versions leave as ONNX files and come back as challengers.</summary>
public sealed class RegisterCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_version_that_was_exported_is_judged_and_served_by_another_model()
    {
        var mlops = new CommandLine(_folder["workspace"]);
        await WriteAsync("good.csv", noise: 1, 400);
        await WriteAsync("bad.csv", noise: 400, 200);
        await mlops.AskAsync("run", _folder["good.csv"], "--model", "elsewhere", "--label", "y");
        await mlops.AskAsync("run", _folder["bad.csv"], "--model", "here", "--label", "y");

        var exported = await mlops.AskAsync("export", "elsewhere", "--out", _folder["m.onnx"]);
        var registered = await mlops.AskAsync("register", _folder["m.onnx"], "--model", "here", "--reason", "from research", "--json");

        Assert.Equal((0, true), (exported.Status, registered.Document.GetProperty("verdict").GetProperty("gates").GetArrayLength() > 0));
        var lineage = (await mlops.AskAsync("lineage", "here/2")).Out;
        Assert.Contains("m.onnx", lineage);
        Assert.Contains("from research", lineage);
        if (registered.Document.GetProperty("deployed").GetBoolean())
        {
            var there = await mlops.AskAsync("predict", "elsewhere", "--file", _folder["good.csv"], "--json");
            var here = await mlops.AskAsync("predict", "here", "--file", _folder["good.csv"], "--json");
            Assert.Equal(Answers(there.Document), Answers(here.Document), (left, right) => Math.Abs(left - right) < 1e-9);
        }
    }

    [Fact]
    public async Task A_file_that_is_no_model_is_bad_input_and_what_serves_goes_on()
    {
        var mlops = new CommandLine(_folder["workspace"]);
        await WriteAsync("good.csv", noise: 1, 200);
        await mlops.AskAsync("run", _folder["good.csv"], "--model", "m", "--label", "y");
        await File.WriteAllTextAsync(_folder["bad.onnx"], "This is no model.");

        var refused = await mlops.AskAsync("register", _folder["bad.onnx"], "--model", "m");

        Assert.Equal(2, refused.Status);
        Assert.Contains("The ONNX file is refused", refused.Out + refused.Error);
        Assert.Equal(0, (await mlops.AskAsync("predict", "m", "--file", _folder["good.csv"])).Status);
    }

    private static IEnumerable<double> Answers(System.Text.Json.JsonElement document) =>
        document.GetProperty("predictions").EnumerateArray().Select(answer => answer.GetProperty("prediction").GetDouble());

    private Task WriteAsync(string name, int noise, int rows) =>
        File.WriteAllTextAsync(
            _folder[name],
            "x,z,y\n"
                + string.Concat(
                    Enumerable
                        .Range(0, rows)
                        .Select(row => (X: row * 37 % 101, Z: row * 53 % 97, Noise: row * 7919 % 1009 * noise / 1009.0))
                        .Select(row =>
                            string.Create(CultureInfo.InvariantCulture, $"{row.X},{row.Z},{(3 * row.X) + (2 * row.Z) + row.Noise}\n")
                        )
                )
        );
}
