using MLOpsFunctions.Data;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Shared.Tests.Registry;

public sealed class ModelCardTests
{
    [Fact]
    public async Task The_card_says_what_a_person_should_know_before_trusting_the_model()
    {
        var fixture = new RegistryFixture();
        var version = await fixture.Registry.RegisterAsync(RegistryFixture.Registration("run-1"));

        var text = ModelCardMarkdown.Write(version, await fixture.Registry.CardAsync(version));

        string[] expected =
        [
            "# bikes, version 1",
            "Plan the vans a day ahead.",
            "rentals@contoso.example",
            "| r2 | 0.9 | 0.85 to 0.93 |",
            "| season | winter | 5 | r2 | 0.7 |",
            "| r2 min | yes | 0.9 | 0.8 |",
            "Blessed: r2 was 0.9; at least 0.8 was asked.",
            "100 read, 98 kept (1 repaired), 2 quarantined",
            "Column 'registered' alone predicts 'cnt'.",
            "| temp | 0.8 |",
            "| r2 | 0.88 | 0.02 | 0.01 to 0.03 |",
            "| temp | 0.31 | 0.02 |",
            "| temp | mean cnt |",
            "| 0.8 | 250 |",
            "- 'late' is answered from a probability of 0.3 on.",
        ];
        Assert.All(expected, part => Assert.Contains(part, text));
    }

    [Fact]
    public async Task Only_slices_that_are_worse_than_the_whole_stand_under_worse_and_what_was_not_measured_is_no_number()
    {
        var fixture = new RegistryFixture();
        var registration = RegistryFixture.Registration("run-1");
        var evaluation = new EvaluationReport(
            100,
            new Dictionary<string, MetricValue>
            {
                ["r2"] = new(0.9, 0.85, 0.93),
                ["mape"] = new(double.NaN, double.NaN, double.NaN),
                ["mae"] = new(3, double.NaN, double.NaN),
            },
            [new("season", "winter", 50, "r2", 0.7), new("season", "summer", 50, "r2", 0.95)]
        );
        var version = await fixture.Registry.RegisterAsync(
            registration with
            {
                Report = registration.Report with { Evaluation = evaluation },
            }
        );

        var text = ModelCardMarkdown.Write(version, await fixture.Registry.CardAsync(version));

        Assert.Contains("Than on all rows, where r2 is 0.9.", text);
        Assert.Contains("| season | winter | 50 | r2 | 0.7 |", text);
        Assert.DoesNotContain("summer", text);
        Assert.Contains("| mape | none | too few rows to say |", text);
        Assert.Contains("| mae | 3 | too few rows to say |", text);
    }

    [Fact]
    public async Task Each_class_stands_on_the_card_with_its_figures()
    {
        var fixture = new RegistryFixture();
        var registration = RegistryFixture.Registration("run-1");
        var evaluation = registration.Report.Evaluation with { Classes = [new("no", 60, 62, 58) { Learned = 240 }, new("fraud", 3, 0, 0)] };
        var version = await fixture.Registry.RegisterAsync(
            registration with
            {
                Report = registration.Report with { Evaluation = evaluation },
            }
        );

        var text = ModelCardMarkdown.Write(version, await fixture.Registry.CardAsync(version));

        Assert.Contains("| class | training rows | test rows | precision | recall |", text);
        Assert.Contains("| no | 240 | 60 | 0.9355 | 0.9667 |", text);
        Assert.Contains("| fraud |  | 3 | none | 0 |", text);
    }

    [Fact]
    public async Task What_the_team_has_promised_stands_on_the_card()
    {
        var fixture = new RegistryFixture();
        var registration = RegistryFixture.Registration("run-1");
        var version = await fixture.Registry.RegisterAsync(
            registration with
            {
                Definition = registration.Definition with
                {
                    Sla = new Dictionary<string, double> { ["freshnessHours"] = 24, ["a|b"] = 0.5 },
                },
            }
        );

        Assert.Contains(
            "| Promised | a\\|b = 0.5, freshnessHours = 24 |",
            ModelCardMarkdown.Write(version, await fixture.Registry.CardAsync(version))
        );
    }

    [Fact]
    public async Task Clusters_stand_on_the_card_with_sizes_and_centres()
    {
        var fixture = new RegistryFixture();
        var registration = RegistryFixture.Registration("run-1");
        var report = registration.Report with
        {
            Clusters =
            [
                new(0, 30, 0.75, [new("income", "21000"), new("city", "<b>", 0.6)])
                {
                    Apart = new(1, [new("income", 0.9), new("city", 0.1)]),
                },
                new(1, 10, 0.25, [new("income", "90000"), new("city", "Rome", 1)]),
            ],
        };
        var version = await fixture.Registry.RegisterAsync(registration with { Report = report });

        var text = ModelCardMarkdown.Write(version, await fixture.Registry.CardAsync(version));
        Assert.Contains(
            "| cluster | rows | share | told from the nearest by | income | city |\n| --- | --- | --- | --- "
                + "| --- | --- |\n| 0 | 30 | 0.75 | 1: income (0.9), city (0.1) | 21000 | &lt;b&gt; (0.6) |\n| 1 | "
                + "10 | 0.25 |  | 90000 | Rome (1) |",
            text
        );
    }

    [Fact]
    public async Task Words_and_what_the_solver_reported_stand_on_the_card_and_words_are_never_markup()
    {
        var fixture = new RegistryFixture();
        var registration = RegistryFixture.Registration("run-1");
        var version = await fixture.Registry.RegisterAsync(
            registration with
            {
                Report = registration.Report with
                {
                    TrainerNotes = [Note.OfText("linear: the solver converged in 8 iterations.")],
                    Remarks = [Note.OfText("The gates judge by 12 test rows only.")],
                    Words =
                    [
                        new("review", "good", [new("<b>", 9, 0.5), new("a|b", 7, 0.25)]),
                        new("review", "bad", [new("dull", 12, 1.5)]),
                    ],
                },
            }
        );

        var text = ModelCardMarkdown.Write(version, await fixture.Registry.CardAsync(version));
        Assert.Contains("## What the metrics rest on\n\n- The gates judge by 12 test rows only.\n", text);
        Assert.Contains("## How it learned\n\n- linear: the solver converged in 8 iterations.", text);
        Assert.Contains("## Words in review", text);
        Assert.Contains("| good | &lt;b&gt; (0.5), a\\|b (0.25) |\n| bad | dull (1.5) |", text);
    }

    [Fact]
    public async Task Text_from_outside_is_never_markup()
    {
        var fixture = new RegistryFixture();
        var hostile = RegistryFixture.Registration("run-1") with
        {
            Definition = new() { Purpose = "<script>alert(1)</script>", Owner = "a | b\n# c" },
        };
        var version = await fixture.Registry.RegisterAsync(
            hostile with
            {
                Report = hostile.Report with { Dependences = [new("<b>|x", [new("[a](b)", [1]), new("c", [2])])] },
                Dataset = hostile.Dataset with { Leaks = [new("x", LeakKind.Copy, 1, Note.OfText("[click](javascript:1)\n## Gates"))] },
            }
        );

        var text = ModelCardMarkdown.Write(version, await fixture.Registry.CardAsync(version));

        Assert.DoesNotContain("<script", text);
        Assert.DoesNotContain("<b>", text);
        Assert.DoesNotContain("[a](b)", text);
        Assert.DoesNotContain("[click](", text);
        Assert.Contains(@"| Owner | a \| b \# c |", text);
        Assert.Single(text.Split('\n'), line => line == "## Gates");
    }
}
