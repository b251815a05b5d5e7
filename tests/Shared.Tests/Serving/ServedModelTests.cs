using MLOpsFunctions.Data;
using MLOpsFunctions.Data.Schema;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Models;
using MLOpsFunctions.Serving;
using MLOpsFunctions.Shared.Tests.Registry;

namespace MLOpsFunctions.Shared.Tests.Serving;

public sealed class ServedModelTests
{
    private static readonly ColumnSchema[] Schema =
    [
        new("temp", ColumnType.Number, ColumnRole.Feature),
        new("email", ColumnType.Text, ColumnRole.Feature),
        new("name", ColumnType.Text, ColumnRole.Feature),
        new("cnt", ColumnType.Number, ColumnRole.Label),
    ];

    private readonly ServingFixture _serving = new();

    [Fact]
    public async Task Private_columns_are_protected_as_in_training_before_anything_is_scored_or_kept()
    {
        var served = (await LoadAsync())!;

        var prepared = served.Predict(Rows()).Inputs;

        Assert.Equal(["temp", "email", "name"], prepared.Columns.Select(column => column.Name));
        Assert.Equal([PiiProtection.Hash(ServingFixture.Key, "ada@contoso.example"), null], Texts(prepared, "email"));
        Assert.Equal(["***", "***"], Texts(prepared, "name"));
    }

    [Fact]
    public async Task Columns_that_the_model_does_not_take_are_passed_over_and_those_it_lacks_are_missing()
    {
        var served = (await LoadAsync())!;

        Assert.Equal(["temp"], served.Predict(ServingFixture.Rows(1)).Inputs.Columns.Select(column => column.Name));
    }

    [Fact]
    public async Task Feedback_as_text_is_read_as_the_training_file_wrote_the_label_and_a_number_means_itself()
    {
        var served = (await LoadAsync(new() { Decimal = ',', Thousands = '.' }))!;

        Assert.Equal(
            ("500000", "1234.5", "500.25"),
            (served.ReadActual("500.000"), served.ReadActual("1.234,5"), served.ReadActual("500.250", isPlain: true))
        );
        Assert.Throws<ProblemException>(() => served.ReadActual("1,234.5"));
        Assert.Equal("500", (await LoadAsync())!.ReadActual("500.000"));
    }

    [Theory]
    [InlineData("true", 0)]
    [InlineData("YES", 0)]
    [InlineData("1", 0)]
    [InlineData("False", 1)]
    [InlineData("no", 1)]
    public async Task Feedback_on_a_private_answer_is_spelled_as_the_training_file_spelled_it(string said, int expected)
    {
        string[] classes = [ServingFixture.Hashed("yes"), ServingFixture.Hashed("no")];
        await _serving.ServeClassesAsync("churn", classes, isPrivate: true, new BooleanWords("yes", "no"));
        var served = (await _serving.Scorer.LoadAsync("churn", 1))!;

        Assert.Equal(classes[expected], served.ReadActual(said));
        Assert.Throws<ProblemException>(() => served.ReadActual("perhaps"));
    }

    private static DataFrame Rows() =>
        new(
            [
                new NumberColumn("temp", [1, 2]),
                new TextColumn("email", [0, -1], ["ada@contoso.example"]),
                new TextColumn("name", [0, 1], ["Ada", "Grace"]),
                new NumberColumn("cnt", [3, 4]),
            ],
            2
        );

    private static IEnumerable<string?> Texts(DataFrame frame, string column) =>
        Enumerable.Range(0, 2).Select(row => ((TextColumn)frame.Find(column)!)[row]);

    private async Task<ServedModel?> LoadAsync(ColumnFormat? label = null)
    {
        var plain = ServingFixture.Model(1);
        var model = new TrainedModel
        {
            Task = plain.Task,
            Classes = [],
            Label = "cnt",
            Signature = Schema[..3],
            Plan = new(FeatureEncoding.Dense, plain.Plan.Columns),
            Model = plain.Model,
        };
        var artifact = await _serving.Stores.Artifacts.WriteAsync(model.Write);
        var registration = RegistryFixture.Registration(label is null ? "run-1" : "run-2", "bikes", artifact);
        var version = await _serving.Stores.Registry.RegisterAsync(
            registration with
            {
                Dataset = registration.Dataset with { Schema = [.. Schema[..3], Schema[3] with { Format = label }] },
                Definition = new()
                {
                    Columns = new Dictionary<string, ColumnDefinition>
                    {
                        ["email"] = new(Pii: PiiHandling.Hash),
                        ["name"] = new(Pii: PiiHandling.Mask),
                        ["temp"] = new(),
                    },
                },
            }
        );
        return await _serving.Scorer.LoadAsync("bikes", version.Number);
    }
}
