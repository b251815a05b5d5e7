using System.Text.Json.Nodes;
using Json.Schema;
using Microsoft.Extensions.Logging.Abstractions;
using MLOpsFunctions.Contracts;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Pipelines.OpenLineage;
using MLOpsFunctions.Shared.Tests.Api;

namespace MLOpsFunctions.Shared.Tests.Pipelines;

/// <summary>Events of runs against what OpenLineage's specification 2-0-2 requires of them.</summary>
public sealed class OpenLineageTests
{
    /// <summary>The members that the specification requires, and their kinds.</summary>
    private static readonly JsonSchema Required = JsonSchema.FromText(
        """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "$defs": {
            "facets": {
              "type": "object",
              "additionalProperties": {
                "type": "object",
                "required": ["_producer", "_schemaURL"],
                "properties": {
                  "_producer": { "type": "string", "format": "uri" }, "_schemaURL": { "type": "string", "format": "uri" }
                }
              }
            },
            "named": {
              "type": "object", "required": ["namespace", "name"],
              "properties": {
                "namespace": { "type": "string" }, "name": { "type": "string" }, "facets": { "$ref": "#/$defs/facets" }
              }
            }
          },
          "type": "object",
          "required": ["eventType", "eventTime", "run", "job", "producer", "schemaURL"],
          "properties": {
            "eventType": { "enum": ["START", "RUNNING", "COMPLETE", "ABORT", "FAIL", "OTHER"] },
            "eventTime": { "type": "string", "format": "date-time" },
            "producer": { "type": "string", "format": "uri" },
            "schemaURL": { "type": "string", "format": "uri" },
            "run": {
              "type": "object", "required": ["runId"],
              "properties": { "runId": { "type": "string", "format": "uuid" }, "facets": { "$ref": "#/$defs/facets" } }
            },
            "job": { "$ref": "#/$defs/named" },
            "inputs": { "type": "array", "items": { "$ref": "#/$defs/named" } },
            "outputs": { "type": "array", "items": { "$ref": "#/$defs/named" } }
          }
        }
        """
    );

    private static readonly RunRecord Begun = ApiFixture.Run("bikes-1", "bikes", RunStatus.Running, 1) with { File = "bikes/a.csv" };

    [Theory]
    [InlineData(RunStatus.Deployed, "COMPLETE")]
    [InlineData(RunStatus.HeldBack, "COMPLETE")]
    [InlineData(RunStatus.Duplicate, "COMPLETE")]
    [InlineData(RunStatus.Refused, "FAIL")]
    [InlineData(RunStatus.Failed, "FAIL")]
    [InlineData(RunStatus.Cancelled, "ABORT")]
    public async Task A_run_is_told_once_when_it_begins_and_once_when_it_ends(RunStatus status, string end)
    {
        var told = new List<string>();
        var runs = new RunLog(new InMemoryTableStore()) { Telling = new LineageEvents("tests", Keep, NullLogger.Instance).TellAsync };
        await runs.RecordAsync(Begun);
        await runs.RecordAsync(Begun with { Stage = "train", Dataset = new("d1", 10, 10, 0, 0) });
        var ended = Begun with { Status = status, Ended = Begun.Started.AddMinutes(1), Version = 3 };
        await runs.RecordAsync(ended);
        await runs.RecordAsync(ended);

        var events = told.Select(text => JsonNode.Parse(text)!).ToList();
        Assert.Equal(["START", end], events.Select(one => (string)one["eventType"]!));
        Assert.Single(events.Select(one => (string)one["run"]!["runId"]!).Distinct());
        Assert.All(
            told,
            text =>
                Assert.True(
                    Required
                        .Evaluate(
                            System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(text),
                            new() { RequireFormatValidation = true }
                        )
                        .IsValid,
                    text
                )
        );
        Assert.Equal("incoming/bikes/a.csv", (string)events[1]["inputs"]![0]!["name"]!);
        Assert.Equal("d1", (string)events[1]["inputs"]![0]!["facets"]!["version"]!["datasetVersion"]!);
        Assert.Equal("3", (string)events[1]["outputs"]![0]!["facets"]!["version"]!["datasetVersion"]!);
        Assert.True((int)events[0]["run"]!["facets"]!["mlops_run"]!["environment"]!["cores"]! > 0);

        Task Keep(string text, CancellationToken cancellation)
        {
            told.Add(text);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public void An_error_is_told_without_the_cells_that_it_quotes()
    {
        var failed = Begun with
        {
            Status = RunStatus.Refused,
            Ended = Begun.Started,
            Message = "secret cell",
            Problem = new("The file cannot be read", "secret cell", "secret cell"),
        };

        var text = Json.Write(RunEvent.Of(Begun, failed, "tests"));

        Assert.Contains("The file cannot be read", text);
        Assert.DoesNotContain("secret", text);
    }

    [Fact]
    public async Task A_receiver_that_fails_costs_no_run()
    {
        var events = new LineageEvents("tests", (_, _) => throw new HttpRequestException("gone"), NullLogger.Instance);
        var runs = new RunLog(new InMemoryTableStore()) { Telling = events.TellAsync };

        Assert.Equal("bikes-1", (await runs.RecordAsync(Begun)).Run);
    }

    [Theory]
    [InlineData("ftp://nowhere")]
    [InlineData("nowhere")]
    [InlineData("https://name:password@x")]
    public void An_address_that_is_none_is_refused_without_being_repeated(string url)
    {
        var refusal = Assert.Throws<ProblemException>(() =>
            LineageSettings.Read(name => name == LineageSettings.Url ? url : "tests", null, NullLoggerFactory.Instance)
        );

        Assert.DoesNotContain(url, refusal.Message);
    }
}
