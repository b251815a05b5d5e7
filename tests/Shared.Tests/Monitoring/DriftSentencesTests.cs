using MLOpsFunctions.Monitoring;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Shared.Tests.Monitoring;

/// <summary>What drift checks store of their sentences, and what earlier versions stored.</summary>
public sealed class DriftSentencesTests
{
    private static readonly RetrainDecision Decision = new(false, RetrainReason.Queued, null)
    {
        Reasons = [RetrainReason.Schedule, RetrainReason.Queued],
        Findings = [RetrainNotes.Scheduled(), RetrainNotes.UnderWay("bikes-1")],
    };

    [Fact]
    public void A_sentence_is_made_of_what_is_stored_and_stands_in_each_document()
    {
        const string Sentence = "No retraining yet: the schedule has come. Run bikes-1 is under way; this one waits for its end.";
        var outcome = new DriftOutcome(true, false, Decision);

        Assert.Equal(Sentence, Json.Read<DriftOutcome>(Json.Write(outcome)).Sentence);
        Assert.Equal(Sentence, Json.Read<RetrainDecision>(Json.Write(Decision)).Sentence);
        Assert.All([Json.Write(outcome), Json.Write(Decision)], document => Assert.Contains($"\"sentence\":\"{Sentence}\"", document));
    }

    [Fact]
    public void A_report_counts_its_columns_in_words_and_names_the_first_three()
    {
        var drifted = Enumerable
            .Range(1, 5)
            .Select(i => new DriftSize($"c{i}", "psi", 0.25 + (i / 8.0))
            {
                Move = i == 1 ? "median" : null,
                Before = 12,
                Now = 20.5,
            })
            .ToArray();
        var report = RetrainPolicyTests.Report(true, true, 1_000) with
        {
            Findings = [DriftNotes.Features(drifted, 7, 0.7), DriftNotes.Bound(true, 0.3), DriftNotes.Lacking(["hum"])],
        };

        Assert.Equal(
            "5 of 7 features drifted ('c1' 0.375 by psi, median 12 to 20.5, 'c2' 0.5 by psi, 'c3' 0.625 by psi and 2 more): a change "
                + "above the threshold of a test that chance does not explain. They carry 70% of the model's importance. "
                + "The data have drifted; the bound is 30% of the features. The current rows lack 'hum'.",
            Json.Read<DriftReport>(Json.Write(report)).Sentence
        );
    }

    [Fact]
    public void An_outcome_that_an_earlier_version_stored_is_told_as_it_was()
    {
        var outcome = Json.Read<DriftOutcome>("""{"drifted":true,"retrain":true,"sentence":"Retraining: things moved.","run":"r1"}""");

        Assert.Equal((true, "Retraining: things moved.", "r1"), (outcome.Retrain, outcome.Sentence, outcome.Run));
        Assert.Equal("Retraining: things moved.", Json.Read<DriftOutcome>(Json.Write(outcome)).Sentence);
    }

    [Fact]
    public void A_report_and_its_decision_that_an_earlier_version_stored_are_told_as_they_were()
    {
        const string Stored = """
            {"check":"c","model":"bikes","version":1,"reference":"","current":"predictions","at":"2026-03-01T12:00:00+00:00","rows":500,
            "columns":[{"column":"temp","test":"psi","value":0.4,"threshold":0.25,"drifted":true}],"share":1,"conclusive":true,
            "drifted":true,"sentence":"Things moved.","labelledRows":0,
            "decision":{"retrain":false,"reason":"noNewRows","sentence":"No retraining: things moved.","reasons":["drift","noNewRows"]}}
            """;

        var report = Json.Read<DriftReport>(Stored);

        Assert.Equal(("Things moved.", "No retraining: things moved."), (report.Sentence, report.Decision!.Sentence));
    }
}
