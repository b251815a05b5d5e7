using System.Globalization;
using System.Text;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Experiments;
using MLOpsFunctions.Experiments.Ensembles;
using MLOpsFunctions.Experiments.Search;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Learning.Ensembles;
using MLOpsFunctions.Models;

namespace MLOpsFunctions.Shared.Tests.Pipelines;

/// <summary>The weighted mean of several models, where it is better than each.</summary>
public sealed class EnsembleTests
{
    /// <summary>A smooth relation that kernels learn, with a step by a category that trees learn.</summary>
    private static readonly string Mixed = MixedRows(500);

    [Theory]
    [InlineData("regression")]
    [InlineData("binary")]
    [InlineData("multiclass")]
    public async Task It_serves_explains_and_comes_back_from_its_bytes(string task)
    {
        var data = await PreparedCsv.OfAsync($$"""{ "task": "{{task}}", "label": "{{task}}" {{Ignoring(task)}} }""", Mixed);
        var parameters = Recipe().ToParameters();
        var model = Fit(data, parameters);
        var rows = data.TestRowsFor(model);

        using var bytes = new MemoryStream();
        model.Write(bytes);
        var again = TrainedModel.Read(bytes.ToArray(), ModelKinds.BuiltIn);
        var (answers, reasons) = (model.Predict(rows), model.Explain(rows)!);

        Assert.Equal(answers.Values, again.Predict(rows, threads: 3).Values);
        Assert.Equal(answers.Probabilities, again.Predict(rows).Probabilities);
        Assert.Equal(["x", "z", "kind"], reasons.Columns);
        var (encoded, margins) = (model.Plan.Encode(rows), new double[reasons.MarginCount]);
        var row = new float[encoded.FeatureCount];
        for (var i = 0; i < rows.RowCount; i++)
        {
            encoded.CopyRow(i, row);
            ((IExplainable)model.Model).Margins(row, margins);
            for (var k = 0; k < margins.Length; k++)
            {
                var sum = reasons.Base(i, k) + reasons.Of(i, k).ToArray().Sum();
                Assert.Equal(margins[k], sum, 1e-6 * (1 + Math.Abs(margins[k])));
            }
        }
    }

    [Fact]
    public async Task Equal_rows_give_equal_bytes_on_any_number_of_threads_and_a_row_is_scored_without_allocating()
    {
        var data = await PreparedCsv.OfAsync($$"""{ "task": "regression", "label": "regression" {{Ignoring("regression")}} }""", Mixed);
        var training = data.ForFinal(FeatureEncoding.Combined).Training;
        byte[] Bytes(int threads)
        {
            using var bytes = new MemoryStream();
            using var writer = new BinaryWriter(bytes);
            new EnsembleTrainer().Train(training, null, Recipe().ToParameters(), data.ContextOf(threads, default)).Model.Write(writer);
            return bytes.ToArray();
        }

        Assert.Equal(Bytes(1), Bytes(4));

        var model = new EnsembleTrainer().Train(training, null, Recipe().ToParameters(), data.ContextOf(1, default)).Model;
        var (row, score) = (new float[model.FeatureCount], new double[1]);
        training.Features.CopyRow(0, row);
        model.Score(row, score);
        var before = GC.GetAllocatedBytesForCurrentThread();
        model.Score(row, score);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public async Task It_is_made_of_what_the_search_found_where_it_is_better_and_says_by_how_much()
    {
        var data = (PreparedTable)
            await PreparedCsv.OfAsync($$"""{ "task": "regression", "label": "regression" {{Ignoring("regression")}} }""", Mixed);
        Trial[] trials = [data.Measure("baseline"), Numbered(1, "linear"), Numbered(2, "kernel"), Numbered(3, "gbdt")];
        Trial Numbered(int number, string name) => data.Measure(name) with { Number = number, Scores = name };
        var scores = trials.ToDictionary(trial => trial.Number, EnsembleSearch.Keep);
        var candidates = EnsembleSearch.Candidates(data, trials);

        var found = EnsembleSearch.Find(data, trials, candidates, [.. candidates.Select(trial => scores[trial.Number]!)], number: 4);

        Assert.Null(scores[0]);
        Assert.NotNull(found);
        Assert.True(found.Value < trials.Min(trial => trial.Value), $"{found.Value} against {trials.Min(trial => trial.Value)}");
        Assert.True(found.Gain!.Ensemble < 0.99 * found.Gain.Single);
        Assert.InRange(EnsembleRecipe.Of(found.Parameters).Members.Count, 2, EnsembleRecipe.MostMembers);
        Assert.Equal(1, EnsembleRecipe.Of(found.Parameters).Members.Sum(member => member.Weight), 9);
        Assert.True(Assert.Single(EnsembleCondition.Of(found)).Passed);

        // Its stored measure is what its recipe measures anew.
        var anew = data.Measure("ensemble", found.Parameters);
        Assert.Equal(anew.Value!.Value, found.Value!.Value, 0.05 * found.Value.Value);

        Assert.False(EnsembleSearch.IsPossible(data, ["gbdt", "linear"]));
        Assert.True(EnsembleSearch.IsPossible(data, ["gbdt", "ensemble"]));
    }

    [Fact]
    public void Equal_candidates_make_no_ensemble_and_members_stay_within_number_and_cost()
    {
        var (random, labels) = (new Random(1), Enumerable.Range(0, 200).Select(i => (double)i % 7).ToArray());
        double[] Noisy() => [.. labels.Select(label => label + random.NextDouble() - 0.5)];
        var same = Noisy();
        var equal = new EnsembleSelection(new(ModelTask.Regression, labels, null, [same, same, same]), [1, 1, 1]);
        var many = new HeldOutMargins(ModelTask.Regression, labels, null, [.. Enumerable.Range(0, 9).Select(_ => Noisy())]);

        var (ensemble, single) = equal.CrossValidate();
        Assert.Equal(single, ensemble, 12);
        Assert.Equal(5, new EnsembleSelection(many, new double[9]).Select().Distinct().Count());
        Assert.True(new EnsembleSelection(many, [.. Enumerable.Repeat(4_000.0, 9)]).Select().Distinct().Count() <= 2);
        Assert.True(new EnsembleSelection(many, new double[9]).CrossValidate() is var (mean, best) && mean < 0.5 * best);
    }

    [Fact]
    public void A_search_never_proposes_an_ensemble_and_its_budget_does_not_count_it()
    {
        var candidates = Candidates.For(new(), ModelTask.Binary, TrainerSet.BuiltIn);
        var opening = CandidateSearch.Propose(new(candidates, "logloss", 1, 60, 1_000), [], 12);

        Assert.Contains(candidates, trainer => trainer.Name == "ensemble");
        Assert.DoesNotContain(opening, trial => trial.Trainer == "ensemble");
        Assert.DoesNotContain(
            Candidates.For(new() { Training = new() { Candidates = ["gbdt"] } }, ModelTask.Binary, TrainerSet.BuiltIn),
            trainer => trainer.Name == "ensemble"
        );
    }

    [Theory]
    [InlineData("1.gbdt.leaves")]
    [InlineData("leaves")]
    [InlineData("1.gbdt.weight=0")]
    public void Parameters_that_are_no_ensemble_are_refused(string key)
    {
        var parameters = new TrainerParameters { [key.Split('=')[0]] = key.Contains('=', StringComparison.Ordinal) ? 0 : 31 };

        Assert.Throws<ProblemException>(() => EnsembleRecipe.Of(parameters));
    }

    private static EnsembleRecipe Recipe() =>
        new([
            new("gbdt", new() { ["trees"] = 40 }, 0.5),
            new("kernel", new() { ["l2"] = 1e-4 }, 0.3),
            new("linear", new() { ["l2"] = 1e-3 }, 0.2),
        ]);

    private static TrainedModel Fit(PreparedData data, TrainerParameters parameters) =>
        new FinalFit(TrainerSet.BuiltIn)
            .Fit(data, data.ForFinal(FeatureEncoding.Combined), BuiltInTrainers.Ensemble, parameters, null, default)
            .Model;

    /// <summary>The other labels, which would give the label away, as columns to ignore.</summary>
    private static string Ignoring(string label)
    {
        var others = new[] { "regression", "binary", "multiclass" }.Where(name => name != label);
        return $$""", "columns": { {{string.Join(", ", others.Select(name => $$"""
            "{{name}}": { "role": "ignore" }
            """))}} }""";
    }

    private static string MixedRows(int rows)
    {
        var (random, csv) = (new Random(9), new StringBuilder("x,z,kind,regression,binary,multiclass\n"));
        for (var row = 0; row < rows; row++)
        {
            var (x, z, kind) = (random.NextDouble(), random.NextDouble(), random.Next(6));
            var y = Math.Sin(6 * x * z) + (kind % 2 == 0 && z > 0.5 ? 1.5 : 0) + (0.3 * (random.NextDouble() - 0.5));
            csv.Append(
                CultureInfo.InvariantCulture,
                $"{x:F4},{z:F4},k{kind},{y:F4},{(y > 1 ? "yes" : "no")},{(y > 1.2 ? "high" : y > 0.6 ? "middle" : "low")}\n"
            );
        }

        return csv.ToString();
    }
}
