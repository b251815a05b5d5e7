using System.Text;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Serving;
using MLOpsFunctions.Shared.Tests.Registry;

namespace MLOpsFunctions.Shared.Tests.Serving;

public sealed class BatchScorerTests
{
    private static readonly ColumnSchema[] Schema =
    [
        new("temp", ColumnType.Number, ColumnRole.Feature),
        new("email", ColumnType.Text, ColumnRole.Feature, null, null, PiiHandling.Hash),
        new("cnt", ColumnType.Number, ColumnRole.Label),
    ];

    private readonly ServingFixture _serving = new();

    [Fact]
    public async Task Every_row_has_a_prediction_or_a_reason()
    {
        var served = await LoadAsync();

        var (summary, predictions, refused) = Score(served, "temp,email\n5,a@b.example\n1,2,3\nten,c@d.example\n7,\n");

        Assert.Equal((4, 3, 1), (summary.Read, summary.Scored, summary.Refused));
        var lines = predictions.Split('\n');
        Assert.Equal(["line,prediction,notes", "2,1005,"], lines[..2]);
        Assert.StartsWith("4,1000,", lines[2]);
        Assert.Contains("column 'temp': ", lines[2]);
        Assert.Contains("not a number; taken as missing", lines[2]);
        Assert.Equal("5,1007,", lines[3]);
        Assert.Equal("line,column,reason,found\n3,,too many cells,\n", refused);
        Assert.DoesNotContain("@", predictions + refused);
    }

    [Fact]
    public async Task A_file_without_bad_rows_has_no_file_of_them_and_the_same_bytes_on_any_number_of_threads()
    {
        var served = await LoadAsync();
        var csv = "temp\n" + string.Concat(Enumerable.Range(0, 5_000).Select(row => $"{row % 977}\n"));

        var (summary, predictions, refused) = Score(served, csv);

        Assert.Equal((5_000, 5_000, ""), (summary.Read, summary.Scored, refused));
        Assert.Equal(predictions, Score(served, csv, threads: 3).Predictions);
        Assert.Contains("\n4,1002,", predictions);
    }

    [Theory]
    [InlineData("temp,email\n1,2,3\n", "There are no rows to predict")]
    [InlineData("temp,email\n", "There are no rows to predict")]
    [InlineData("cnt\n1\n", "The file has none of the columns that the model answers from")]
    public async Task A_file_without_a_row_to_answer_is_refused(string csv, string title)
    {
        var served = await LoadAsync();

        Assert.Equal(title, Assert.Throws<ProblemException>(() => Score(served, csv)).Problem.Title);
    }

    /// <summary>A spreadsheet would run a class that begins like a formula.</summary>
    [Fact]
    public async Task Texts_that_a_spreadsheet_would_run_are_neutralised()
    {
        await _serving.ServeClassesAsync("cells", "=1+1", "@x");
        var served = (await _serving.Scorer.LoadAsync("cells", 1))!;

        var (_, predictions, _) = Score(served, "temp\n5\n-5\n");

        Assert.Equal("line,prediction,probability_=1+1,probability_@x,notes", predictions.Split('\n')[0]);
        Assert.StartsWith("2,'", predictions.Split('\n')[1]);
        Assert.StartsWith("3,'", predictions.Split('\n')[2]);
    }

    private static (BatchSummary Summary, string Predictions, string Refused) Score(ServedModel served, string csv, int threads = 1)
    {
        var (predictions, refused) = (new MemoryStream(), new MemoryStream());
        var summary = new BatchScorer(served, threads: threads).Score(
            new MemoryStream(Encoding.UTF8.GetBytes(csv)),
            "a.csv",
            predictions,
            refused
        );
        return (summary, Encoding.UTF8.GetString(predictions.ToArray()), Encoding.UTF8.GetString(refused.ToArray()));
    }

    private async Task<ServedModel> LoadAsync()
    {
        var registration = RegistryFixture.Registration(
            "run",
            "bikes",
            await _serving.Stores.Artifacts.WriteAsync(ServingFixture.Model(1_000).Write)
        );
        await _serving.Stores.Registry.RegisterAsync(
            registration with
            {
                Dataset = registration.Dataset with { Schema = Schema },
                Definition = new() { Columns = new Dictionary<string, ColumnDefinition> { ["email"] = new() { Pii = PiiHandling.Hash } } },
            }
        );
        return (await _serving.Scorer.LoadAsync("bikes", 1))!;
    }
}
