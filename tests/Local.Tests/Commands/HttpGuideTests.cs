using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MLOpsFunctions.Local.Tests.Commands;

/// <summary>docs/http.md has a request for each route, made of the OpenAPI document, and each works as it stands.</summary>
public sealed class HttpGuideTests : IAsyncLifetime
{
    private const string Begin = "<!-- made from the OpenAPI document -->\n";

    private const string Definition = """
        {
          "label": "rentals", "columns": { "contact": { "role": "ignore" } },
          "training": { "candidates": ["linear"], "budget": { "trials": 1 } },
          "gates": [{ "metric": "r2", "min": 0.4 }]
        """;

    /// <summary>Routes that answer 409 where no rollout is under way.</summary>
    private static readonly string[] OfRollouts = ["hold", "abandon"];

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly TemporaryFolder _folder = new();
    private readonly ServerProcess _server;
    private readonly CommandLine _mlops;
    private AnswerSchemas? _shapes;

    public HttpGuideTests() => (_server, _mlops) = (new(_folder["workspace"]), new(_folder["workspace"]) { Folder = _folder.Path });

    public async Task InitializeAsync()
    {
        File.Copy(Path.Combine(CliGuide.Repository(), "samples", "rentals.csv"), _folder["june.csv"]);
        await _server.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Each_route_has_a_request_that_works()
    {
        var requests = await RequestsAsync();
        Compare(Write(requests));
        var waiting = await PrepareAsync();
        var prediction = await PredictAsync(requests);

        // What is archived answers no longer, and a registered model may take the place of the version that others roll back.
        foreach (var request in requests.OrderBy(request => Array.IndexOf(["put-onnx", "archive", "unarchive"], request.Name)))
        {
            var run = request.Name switch
            {
                "approve-run" => waiting[0],
                "cancel-run" => waiting[1],
                _ => waiting[2],
            };
            var line = request
                .Line.Replace("$RUN", run, StringComparison.Ordinal)
                .Replace("PREDICTION", prediction, StringComparison.Ordinal);
            using var answer = await _server.PlayAsync(ShellLine.Read($"    {line}").Single(), _folder.Path);
            var isExpected =
                answer.IsSuccessStatusCode
                || answer.StatusCode == HttpStatusCode.Redirect
                || (OfRollouts.Contains(request.Name) && answer.StatusCode == HttpStatusCode.Conflict)
                || (request.Name is "mlflow-patch" or "mlflow-delete" && answer.StatusCode == HttpStatusCode.NotFound);
            var body = await answer.Content.ReadAsStringAsync();
            Assert.True(isExpected, $"{line}: {(int)answer.StatusCode} {body}");
            if (!request.Name.StartsWith("mlflow", StringComparison.Ordinal)) // Their shapes are MLflow's, which its own client tests.
            {
                _shapes!.Check(request.Name, answer, body);
            }
        }
    }

    /// <summary>
    /// Two versions that served, predictions of a file, a drift report; returns two runs that wait for a person, and one that does not.
    /// </summary>
    private async Task<string[]> PrepareAsync()
    {
        await File.WriteAllTextAsync(_folder["plain.json"], $"{Definition} }}");
        await File.WriteAllTextAsync(_folder["approved.json"], $$"""{{Definition}}, "rollout": { "approval": true } }""");
        string[][] commands =
        [
            ["run", "june.csv", "--model", "rentals", "--definition", "plain.json", "--json"],
            ["run", "june.csv", "--model", "waiting", "--definition", "approved.json", "--json"],
            ["retrain", "waiting", "--json"],
            ["score", "rentals", "--file", "june.csv", "--json"],
            ["drift", "rentals", "--file", "june.csv", "--json"],
            ["retrain", "rentals", "--json"],
            ["promote", "rentals", "--version", "1", "--reason", "for the test", "--json"],
            ["export", "rentals", "--out", "june.onnx", "--json"],
        ];
        var runs = new List<string>();
        foreach (var command in commands)
        {
            var answer = await _mlops.AskAsync(command);
            Assert.True(answer.Status is 0 or 3, $"{string.Join(' ', command)}: {answer.Out}{answer.Error}");
            runs.Add(answer.Document.TryGetProperty("run", out var run) ? run.GetString()! : "");
        }

        return [runs[1], runs[2], runs[0]];
    }

    private async Task<string> PredictAsync(IReadOnlyList<Request> requests)
    {
        var line = requests.Single(request => request.Name == "predict").Line;
        using var answer = await _server.PlayAsync(ShellLine.Read($"    {line}").Single());
        var document = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        return (string)document["predictions"]![0]!["id"]!;
    }

    private async Task<List<Request>> RequestsAsync()
    {
        using var answer = await _server.PlayAsync(new(["curl", "http://127.0.0.1/openapi/v1.json"]));
        var document = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        _shapes = new(document);
        return
        [
            .. document["paths"]!
                .AsObject()
                .SelectMany(path => path.Value!.AsObject().Select(verb => Make(path.Key, verb.Key.ToUpperInvariant(), verb.Value!))),
        ];
    }

    private static Request Make(string path, string verb, JsonNode operation)
    {
        var line = new StringBuilder("curl -s");
        var body = operation["requestBody"]?["content"]?.AsObject().Single();
        foreach (var parameter in (operation["parameters"]?.AsArray() ?? []).Where(parameter => (string?)parameter!["in"] == "path"))
        {
            var name = (string)parameter!["name"]!;
            path = path.Replace($"{{{name}}}", name == "id" ? "$RUN" : (string)parameter["example"]!, StringComparison.Ordinal);
        }

        line.Append(
            body?.Key == "text/csv" ? " -T june.csv"
            : body?.Key == "application/octet-stream" ? " -T june.onnx"
            : verb == "GET" ? ""
            : $" -X {verb}"
        );
        path = body?.Key == "application/octet-stream" ? path.Replace("june.csv", "june.onnx", StringComparison.Ordinal) : path;
        line.Append($" http://127.0.0.1:7071{path}");
        if (body?.Key == "application/json")
        {
            line.Append($" -H 'content-type: application/json' -d '{body.Value.Value!["example"]!.ToJsonString(Plain)}'");
        }

        return new((string)operation["tags"]![0]!, (string)operation["operationId"]!, (string)operation["summary"]!, line.ToString());
    }

    private static string Write(IEnumerable<Request> requests)
    {
        var text = new StringBuilder();
        foreach (var group in requests.GroupBy(request => request.Group))
        {
            text.Append($"\n### {group.Key}\n");
            foreach (var request in group)
            {
                text.Append($"\n{request.Summary}:\n\n    {request.Line}\n");
            }
        }

        return text.ToString();
    }

    private static void Compare(string made)
    {
        var file = Path.Combine(CliGuide.Repository(), "docs", "http.md");
        var path = Path.Combine(AppContext.BaseDirectory, "http.md");
        var written = File.ReadAllText(file);
        var whole = written[..(written.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)] + made;
        File.WriteAllText(path, whole);

        Assert.True(whole == written, $"docs/http.md is not what the contract says; what it says now lies in {path}: copy it there.");
    }

    private sealed record Request(string Group, string Name, string Summary, string Line);
}
