namespace MLOpsFunctions.Local.Tests.Commands;

/// <summary>What <c>predict</c> prints for a person.</summary>
public sealed class PredictCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("clustering", @"^[01] \([0-9.E+-]+ from its centre\)$")]
    [InlineData("anomaly", @"^0\.[0-9]+ (no )?anomaly$")]
    public async Task Each_line_tells_the_answer_and_what_it_rests_on(string task, string line)
    {
        var mlops = new CommandLine(_folder["workspace"]);
        await File.WriteAllTextAsync(_folder["a.csv"], "x,y\n" + string.Concat(Enumerable.Range(0, 200).Select(row => $"{(row % 2 * 500) + (row * 37 % 101)},{(row % 2 * 500) + (row * 53 % 97)}\n")));
        await mlops.AskAsync("run", _folder["a.csv"], "--model", "m", "--task", task);

        var answer = await mlops.AskAsync("predict", "m", "--file", _folder["a.csv"]);

        var lines = answer.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((0, 200), (answer.Status, lines.Length));
        Assert.All(lines, printed => Assert.Matches(line, printed.TrimEnd()));
    }
}
