using MLOpsFunctions.Definitions;
using MLOpsFunctions.Training;
using MLOpsFunctions.Training.Search;

namespace MLOpsFunctions.MlNet.Tests;

/// <summary>ML.NET's candidates compete where they can, and where they cannot, a run says which are missing and why.</summary>
public sealed class MlNetTrainersTests
{
    private static readonly string[] BuiltIn = [.. TrainerSet.BuiltIn.Trainers.Select(trainer => trainer.Name)];

    [Fact]
    public void With_all_of_ML_NET_its_candidates_follow_the_built_in_ones_and_nothing_is_said()
    {
        var here = MlNetTrainers.Find(isBuiltWithMlNet: true, (_, _) => true);

        Assert.Equal([.. BuiltIn, "sdca", "fasttree", "lightgbm"], here.Trainers.Select(trainer => trainer.Name));
        Assert.Empty(Candidates.Absences(new(), ModelTask.Binary, here));
        Assert.Equal(["baseline", "linear", "gbdt", "sdca", "fasttree", "lightgbm"], Candidates.For(new(), ModelTask.Multiclass, here).Select(trainer => trainer.Name));
    }

    [Fact]
    public void Without_ML_NET_a_run_says_so_once()
    {
        var here = MlNetTrainers.Find(isBuiltWithMlNet: false, (_, _) => throw new InvalidOperationException("No library is looked for."));

        Assert.Equal(BuiltIn, here.Trainers.Select(trainer => trainer.Name));
        var note = Assert.Single(Candidates.Absences(new(), ModelTask.Regression, here));
        Assert.StartsWith("Without the candidates sdca, fasttree, lightgbm: this build has no ML.NET", note);
        Assert.Empty(Candidates.Absences(new(), ModelTask.Clustering, here));
        Assert.Empty(Candidates.Absences(new() { Training = new() { Candidates = ["gbdt"] } }, ModelTask.Regression, here));
    }

    [Fact]
    public void A_library_that_does_not_load_takes_its_candidate_away_and_no_other()
    {
        var here = MlNetTrainers.Find(isBuiltWithMlNet: true, (library, _) => library != "lib_lightgbm");

        Assert.Equal([.. BuiltIn, "sdca", "fasttree"], here.Trainers.Select(trainer => trainer.Name));
        Assert.Contains("lightgbm: the native library lib_lightgbm does not load", Assert.Single(Candidates.Absences(new(), ModelTask.Binary, here)));
    }

    [Fact]
    public void Whoever_names_an_absent_candidate_is_told_why_it_is_absent()
    {
        var here = MlNetTrainers.Find(isBuiltWithMlNet: false, (_, _) => false);

        var refusal = Assert.Throws<ProblemException>(() => Candidates.For(new() { Training = new() { Candidates = ["lightgbm"] } }, ModelTask.Binary, here)).Problem;

        Assert.Contains("'lightgbm' is absent here", refusal.Title);
        Assert.Contains("no ML.NET", refusal.Found);
    }

    [Fact]
    public void Its_models_can_be_read_with_or_without_it()
    {
        foreach (var isBuiltWithMlNet in new[] { true, false })
        {
            Assert.Empty(((string[])["fasttree", "gbdt", "lightgbm", "sdca"]).Except(MlNetTrainers.Find(isBuiltWithMlNet, (_, _) => false).Kinds.All));
        }
    }

    [Fact]
    public void What_this_build_has_is_found_out()
    {
        var here = MlNetTrainers.BesideBuiltIn;

        Assert.Equal(MlNetTrainers.IsBuiltWithMlNet, here.Trainers.Any(trainer => trainer.Name == "sdca"));
        Assert.Equal(["fasttree", "lightgbm", "sdca"], here.Trainers.Concat(here.Absent.Select(absent => absent.Trainer)).Select(trainer => trainer.Name).Except(BuiltIn).Order());
    }
}
