using MLOpsFunctions.Definitions;
using MLOpsFunctions.Local.Demo;
using MLOpsFunctions.Local.Tests.Commands;

namespace MLOpsFunctions.Local.Tests.Demo;

/// <summary>Each story plays to its end on the command line; a story that goes otherwise ends with a fault.</summary>
public sealed class DemoStoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string> Stories =>
        new()
        {
            { "rentals", "deployed heldBack deployed" },
            { "churn", "heldBack deployed deployed" },
            { "demand", "deployed heldBack deployed" },
            { "tickets", "heldBack deployed deployed" },
        };

    [Theory]
    [MemberData(nameof(Stories))]
    public async Task A_story_plays_to_its_end(string story, string ends)
    {
        var answer = await new CommandLine(_folder["workspace"]).AskAsync("demo", story, "--json");

        Assert.True(answer.Status == 0, answer.Out + answer.Error);
        Assert.Equal(
            ends.Split(' '),
            answer.Document.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("status").GetString())
        );
        Assert.True(answer.Document.GetProperty("drift").GetProperty("drifted").GetBoolean());
        Assert.True(answer.Document.GetProperty("ledger").GetProperty("intact").GetBoolean());
    }

    [Fact]
    public void Every_story_of_the_program_is_played_here() =>
        Assert.Equal(DemoStory.All.Select(story => story.Name), Stories.Select(story => (string)story[0]));

    [Fact]
    public async Task Another_story_than_there_is_is_refused_with_those_that_there_are()
    {
        var answer = await new CommandLine(_folder["workspace"]).AskAsync("demo", "weather");

        Assert.Equal(2, answer.Status);
        Assert.Contains("churn", answer.Error);
    }

    /// <summary>The column that says who a person is reaches nothing that is stored but the dropped file itself.</summary>
    [Fact]
    public void What_says_who_a_person_is_stands_in_the_file_alone()
    {
        var definition = DefinitionReader.Parse(ChurnSample.Definition, "churn.json");

        Assert.All(["name", "email", "phone"], column => Assert.NotNull(definition.Columns[column].Pii));
    }

    [Fact]
    public void Live_rows_have_no_label_and_change_only_when_the_world_does() =>
        Assert.All(
            DemoStory.All,
            story =>
            {
                var label = DefinitionReader.Parse(story.Definition, story.Name).Label;

                Assert.DoesNotContain(label, story.Row(3, false).Split('\n')[0].Split(','));
                Assert.Equal(story.Row(3, false), story.Row(3, false));
                Assert.Contains(Enumerable.Range(0, 20), seed => story.Row(seed, false) != story.Row(seed, true));
            }
        );
}
