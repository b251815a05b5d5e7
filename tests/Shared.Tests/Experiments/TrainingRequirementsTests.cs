using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Experiments;
using MLOpsFunctions.Features;

namespace MLOpsFunctions.Shared.Tests.Experiments;

/// <summary>What a definition demands of training, held against the data.</summary>
public sealed class TrainingRequirementsTests
{
    private static readonly EncodedLabels Classes = new(["no", "yes"], [0, 1, 1]);

    [Theory]
    [InlineData("size", null)]
    [InlineData("city", "type text")]
    [InlineData("booking", "role id")]
    [InlineData("siez", "no such column")]
    public void Only_features_that_hold_numbers_have_a_direction(string column, string? found)
    {
        var training = new TrainingDefinition
        {
            Monotone = new Dictionary<string, MonotoneDirection> { [column] = MonotoneDirection.Rising },
        };
        var problem = Refusal(training, ModelTask.Binary, Classes);

        Assert.Equal(found, problem?.Found);
        Assert.Equal(found is null ? null : $"Column '{column}' can have no direction", problem?.Title);
        Assert.Equal("Did you mean 'size'?", column == "siez" ? problem!.Try : "Did you mean 'size'?");
    }

    [Fact]
    public void A_direction_for_a_task_that_turned_out_to_have_several_classes_is_refused() =>
        Assert.Equal(
            "the task multiclass",
            Refusal(
                new() { Monotone = new Dictionary<string, MonotoneDirection> { ["size"] = MonotoneDirection.Rising } },
                ModelTask.Multiclass,
                new(["a", "b", "c"], [0, 1, 2])
            )!.Found
        );

    [Theory]
    [InlineData("poisson", -0.5, true)]
    [InlineData("tweedie", -1e-9, true)]
    [InlineData("poisson", 0, false)]
    [InlineData("absolute", -0.5, false)]
    public void Labels_below_zero_are_refused_where_the_objective_allows_none(string objective, double label, bool isRefused)
    {
        var problem = Refusal(new() { Objective = objective }, ModelTask.Regression, new([], [1, label, 2]));

        Assert.Equal(isRefused, problem is not null);
        Assert.Equal(isRefused ? "column 'late'; training.objective" : null, problem?.Where);
    }

    [Fact]
    public void A_weight_for_a_class_that_no_row_has_is_refused()
    {
        var problem = Refusal(new() { ClassWeights = new Dictionary<string, double> { ["Yes"] = 2 } }, ModelTask.Binary, Classes)!;

        Assert.Equal(
            ("There is no class 'Yes' to weigh", "one of no, yes", "Did you mean 'yes'?"),
            (problem.Title, problem.Expected, problem.Try)
        );
    }

    [Fact]
    public void Class_weights_where_there_are_no_classes_are_refused_by_the_task()
    {
        var problem = Refusal(
            new() { ClassWeights = new Dictionary<string, double> { ["yes"] = 2 } },
            ModelTask.Regression,
            new([], [1, 2, 3])
        )!;

        Assert.Equal(
            ("the task regression", "the task binary or multiclass, or no class weights", "training.classWeights"),
            (problem.Found, problem.Expected, problem.Where)
        );
    }

    [Fact]
    public void A_row_counts_by_its_column_times_its_class()
    {
        var byClass = new Dictionary<string, double> { ["yes"] = 4 };

        Assert.Null(TrainingRequirements.Weigh(null, Classes, new Dictionary<string, double>()));
        Assert.Equal([1, 4, 4], TrainingRequirements.Weigh(null, Classes, byClass)!);
        Assert.Equal([0.5, 0, 12], TrainingRequirements.Weigh([0.5, 0, 3], Classes, byClass)!);
    }

    private static Problem? Refusal(TrainingDefinition training, ModelTask task, EncodedLabels labels)
    {
        ColumnSchema[] schema =
        [
            new("size", ColumnType.Number, ColumnRole.Feature),
            new("city", ColumnType.Text, ColumnRole.Feature),
            new("booking", ColumnType.Number, ColumnRole.Id),
            new("late", task == ModelTask.Regression ? ColumnType.Number : ColumnType.Text, ColumnRole.Label),
        ];
        var dataset = new DatasetVersion("d", new("incoming/m/a.csv", "s", 1), schema, "late", task, new(3, 3, 0, 0), "p", []);
        return Record.Exception(() => TrainingRequirements.Check(training, dataset, labels)) is { } thrown
            ? Assert.IsType<ProblemException>(thrown).Problem
            : null;
    }
}
