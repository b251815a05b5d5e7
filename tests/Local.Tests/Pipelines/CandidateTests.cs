using MLOpsFunctions.Definitions;
using MLOpsFunctions.Local.Demo;
using MLOpsFunctions.MlNet;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Local.Tests.Pipelines;

/// <summary>Whoever can train here competes, and a version remembers who did.</summary>
public sealed class CandidateTests : PipelineFixture
{
    [Fact]
    public async Task All_candidates_of_this_build_compete_absent_ones_are_told_once_and_a_rebuild_has_the_same()
    {
        var here = MlNetTrainers.BesideBuiltIn;
        await DefineAsync("""{ "label": "rentals", "training": { "budget": { "trials": 1 } } }""");
        var run = await DropAsync("a.csv", RentalSample.Csv(500, seed: 1));

        string[] names = [.. here.Trainers.Where(trainer => trainer.Supports(ModelTask.Regression)).Select(trainer => trainer.Name)];
        Assert.Equal(names, (await Workspace.Services.Registry.FindAsync("m", run.Version!.Value))!.Candidates);
        // An ensemble is made of the trials of the others.
        Assert.Equal(
            names.Where(name => name != "ensemble"),
            (await Workspace.Services.Trials.ListAsync(run.Run, names.Length)).Select(trial => trial.Trainer)
        );
        Assert.Equal(here.Absent.Count > 0 ? 1 : 0, run.Notes.Sentences().Count(note => note.StartsWith("Without the candidates sdca")));
        Assert.Equal(RunStatus.Reproduced, (await ReproduceAsync(run.Run)).Status);
    }
}
