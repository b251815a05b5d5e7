using MLOpsFunctions.Definitions;
using MLOpsFunctions.Experiments.Search;
using MLOpsFunctions.Models;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.MlNet.Tests;

/// <summary>ML.NET's candidates compete where they can, and where they cannot, a run says which are missing and why.</summary>
public sealed class MlNetTrainersTests
{
    private static readonly string[] BuiltIn = [.. TrainerSet.BuiltIn.Trainers.Select(trainer => trainer.Name)];

    [Fact]
    public void With_all_of_ML_NET_its_candidates_follow_the_built_in_ones_and_nothing_is_said()
    {
        var here = MlNetTrainers.Find((_, _) => true);

        Assert.Equal([.. BuiltIn, "sdca", "fasttree", "lightgbm"], here.Trainers.Select(trainer => trainer.Name));
        Assert.Empty(Candidates.Absences(new(), ModelTask.Binary, here));
        Assert.Equal(
            ["baseline", "linear", "kernel", "gbdt", "ensemble", "sdca", "fasttree", "lightgbm"],
            Candidates.For(new(), ModelTask.Multiclass, here).Select(trainer => trainer.Name)
        );
    }

    [Fact]
    public void Where_no_library_loads_a_run_says_so()
    {
        var here = MlNetTrainers.Find((_, _) => false);

        Assert.Equal([.. BuiltIn, "sdca"], here.Trainers.Select(trainer => trainer.Name));
        Assert.Equal(
            ["Without the candidates fasttree", "Without the candidates lightgbm"],
            Candidates.Absences(new(), ModelTask.Regression, here).Select(note => note.Sentence().Split(':')[0])
        );
        Assert.Empty(Candidates.Absences(new(), ModelTask.Clustering, here));
        Assert.Empty(Candidates.Absences(new() { Training = new() { Candidates = ["gbdt"] } }, ModelTask.Regression, here));
    }

    [Fact]
    public void A_library_that_does_not_load_takes_its_candidate_away_and_no_other()
    {
        var here = MlNetTrainers.Find((library, _) => library != "lib_lightgbm");

        Assert.Equal([.. BuiltIn, "sdca", "fasttree"], here.Trainers.Select(trainer => trainer.Name));
        Assert.Contains(
            "lightgbm: the native library lib_lightgbm does not load",
            Assert.Single(Candidates.Absences(new(), ModelTask.Binary, here)).Sentence()
        );
    }

    [Fact]
    public void Whoever_names_an_absent_candidate_is_told_why_it_is_absent()
    {
        var here = MlNetTrainers.Find((_, _) => false);

        var refusal = Assert
            .Throws<ProblemException>(() =>
                Candidates.For(new() { Training = new() { Candidates = ["lightgbm"] } }, ModelTask.Binary, here)
            )
            .Problem;

        Assert.Contains("'lightgbm' is absent here", refusal.Title);
        Assert.Contains("lib_lightgbm does not load", refusal.Found);
    }

    [Fact]
    public void Its_models_can_be_read_where_its_libraries_do_not_load()
    {
        Assert.Empty(((string[])["fasttree", "gbdt", "lightgbm", "sdca"]).Except(MlNetTrainers.Find((_, _) => false).Kinds.All));
    }

    [Fact]
    public void What_this_machine_can_load_is_found_out()
    {
        var here = MlNetTrainers.BesideBuiltIn;

        Assert.Equal(
            ["fasttree", "lightgbm", "sdca"],
            here.Trainers.Concat(here.Absent.Select(absent => absent.Trainer)).Select(trainer => trainer.Name).Except(BuiltIn).Order()
        );
    }
}
