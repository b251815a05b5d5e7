using System.Globalization;
using MLOpsFunctions.Benchmarks.Data;
using MLOpsFunctions.Benchmarks.Running;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Learning.Linear;

namespace MLOpsFunctions.Benchmarks.Benches;

/// <summary>
/// From texts in memory to a linear model of their words and characters, the penalty chosen on validation rows and the
/// model fitted again with these, and its accuracy on test rows: on made texts always, on public ones where
/// <c>TEXT_DATA</c> names a folder of files with a header and two columns, text and label.
/// </summary>
internal sealed class TextBench : Bench
{
    private const string DataFolder = "TEXT_DATA";

    public override string Name => "text";

    public override string Measures =>
        "choosing and fitting linear models of texts, n-grams included, on one thread; accuracy on test "
        + $"rows is the mean over all sets and three splits; {DataFolder} names a folder of public sets";

    public override int Rows => 4_000;

    public override int Rounds => 3;

    public override IReadOnlyList<Side> Sides { get; } =
    [
        new("ours", Ours),
        new("scikit-learn, lbfgs", Script: "text_lbfgs.py") { Packages = ["python3-sklearn"] },
        new("scikit-learn, liblinear", Script: "text_liblinear.py") { Packages = ["python3-sklearn"] },
    ];

    public override string Prepare(int rows)
    {
        List<TextTable> tables = [TextTable.Made(rows)];
        if (Environment.GetEnvironmentVariable(DataFolder) is { Length: > 0 } folder)
        {
            tables.AddRange(Directory.GetFiles(folder, "*.csv").Order(StringComparer.Ordinal).Select(TextTable.Read));
        }

        var path = Path.Combine(Folders.Data, "text.json");
        File.WriteAllText(path, Json.Write(tables));
        return path;
    }

    private static Measurement Ours(SideInput input)
    {
        var tables = Json.Read<List<TextTable>>(File.ReadAllText(input.Input));
        var accuracies = new Dictionary<string, double>();
        var measured = Measurement.Of(
            () =>
                accuracies = tables.ToDictionary(
                    table => table.Name,
                    table => Enumerable.Range(0, table.Splits.Length).Average(split => Accuracy(table, split))
                ),
            found =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{tables.Sum(table => table.Splits.Length)} models of {tables.Sum(table => table.Texts.Length)} "
                        + $"texts in {found.Count} sets"
                ),
            found => found.Values.Average()
        );
        return measured with { Figures = accuracies };
    }

    private static double Accuracy(TextTable table, int split)
    {
        var frame = table.Frame();
        int[] training = table.Rows(split, TextTable.Training),
            validation = table.Rows(split, TextTable.Validation),
            test = table.Rows(split, TextTable.Test);
        var context = new TrainingContext(table.Classes == 2 ? ModelTask.Binary : ModelTask.Multiclass, Seed: 7, Threads: 1);
        var trainer = new LinearTrainer();

        var draft = Fit(training);
        var chosen = trainer.Train(Set(draft, training), Set(draft, validation), [], context).Fitted;
        int[] known = [.. training.Concat(validation).Order()];
        var plan = Fit(known);
        var model = trainer.Train(Set(plan, known), null, chosen, context).Model;

        var rows = Set(plan, test);
        var scores = new double[test.Length * model.OutputCount];
        model.ScoreAll(rows.Features, scores, context.Threads);
        string[] classes = [.. Enumerable.Range(0, table.Classes).Select(index => index.ToString(CultureInfo.InvariantCulture))];
        return Evaluator.Measure("accuracy", Predictions.FromScores(context.Task, classes, scores), rows.Labels);

        FeaturePlan Fit(int[] rows) =>
            FeaturePlan.Fit(
                frame,
                [new("text", ColumnType.Text, ColumnRole.Feature, TextKind.Prose)],
                rows,
                new(),
                trainer.Encoding,
                table.Classes == 2 ? 1 : table.Classes
            );
        TrainingSet Set(FeaturePlan plan, int[] rows) =>
            new(plan.Encode(frame, rows), Array.ConvertAll(rows, row => (double)table.Labels[row]), table.Classes);
    }
}
