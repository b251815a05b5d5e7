using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Api;

/// <summary>
/// Problems name commands of the command line. Over HTTP they name the requests that do the same: <c>mlops card m</c>
/// becomes <c>GET /api/models/m</c>.
/// </summary>
internal static partial class RequestHints
{
    /// <summary>Settings of answers: as those for all readers outside, with requests in place of commands.</summary>
    public static readonly JsonSerializerOptions Answer = new(OutsideJson.Answer) { Converters = { new ProblemConverter() } };

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The problem with a request in place of each command.</summary>
    public static Problem Complete(Problem problem) =>
        problem with
        {
            Title = Complete(problem.Title),
            Try = problem.Try is null ? null : Complete(problem.Try),
        };

    /// <summary>The sentence with a request in place of each command that HTTP has a request for.</summary>
    public static string Complete(string sentence) =>
        Command().Replace(Twice().Replace(sentence, found => found.Groups["request"].Value), RequestOf);

    private static string RequestOf(Match command)
    {
        var subject = command.Groups["subject"].Value;
        var options = Option()
            .Matches(command.Groups["options"].Value)
            .ToDictionary(option => NameOf(option.Groups["name"].Value), option => Unquoted(option.Groups["value"].Value));
        var model = $"/api/models/{subject}";
        return command.Groups["verb"].Value switch
        {
            "run" when options.Remove("model", out var name) => $"PUT /api/data/{name}/{subject}{Query(options)}",
            "retrain" => $"POST {model}/retrain{Body(options)}",
            "rollback" => $"POST {model}/rollback{Body(options)}",
            "predict" => $"POST {model}/predict",
            "feedback" => $"POST {model}/feedback",
            "labels" => $"{(options.ContainsKey("out") ? "GET" : "PUT")} {model}/labels",
            "versions" => $"GET {model}/versions",
            "ledger" => $"GET {model}/ledger",
            "drift" => $"POST {model}/drift",
            "runs" => $"GET /api/runs/{subject}",
            "cancel" => $"POST /api/runs/{subject}/cancel",
            "approve" => $"POST /api/runs/{subject}/approval with {{\"approved\":true}}",
            "reject" => $"POST /api/runs/{subject}/approval with {{\"approved\":false,\"reason\":\"WHY\"}}",
            _ => command.Value,
        };
    }

    /// <summary>The parameter that does what the option does.</summary>
    private static string NameOf(string option) =>
        option switch
        {
            "new-target" => "newTarget",
            "to" => "version",
            _ => option,
        };

    private static string Query(Dictionary<string, string> options) =>
        options.Count == 0 ? "" : "?" + string.Join('&', options.Select(option => $"{option.Key}={Uri.EscapeDataString(option.Value)}"));

    private static string Body(Dictionary<string, string> options) =>
        options.Count == 0
            ? ""
            : " with {"
                + string.Join(',', options.Select(option => $"{JsonSerializer.Serialize(option.Key, Readable)}:{Value(option.Value)}"))
                + "}";

    private static string Value(string word) =>
        word == "true" || long.TryParse(word, out _) ? word : JsonSerializer.Serialize(word, Readable);

    /// <summary>A word as <see cref="ShellWord"/> was given it; a flag without a value is true.</summary>
    private static string Unquoted(string word) =>
        word.Length == 0 ? "true"
        : word[0] == '\'' ? word[1..^1].Replace("'\\''", "'", StringComparison.Ordinal)
        : word;

    [GeneratedRegex(
        @"\bmlops (?<verb>[a-z]+) (?<subject>[\w./-]*[\w/-])"
            + @"(?<options>( --new-target| --[a-z-]+[ =]('([^']|'\\'')*'|[^\s;,)']*[^\s;,)'.]))*)",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant
    )]
    private static partial Regex Command();

    /// <summary>A command with the request that does the same behind it.</summary>
    [GeneratedRegex(@"\bmlops [^;()]* \(or (?<request>[A-Z]+ /[^)]*)\)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Twice();

    [GeneratedRegex(
        @" --(?<name>new-target|[a-z-]+(?=[ =]))([ =](?<value>'([^']|'\\'')*'|(?!--)\S+))?",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant
    )]
    private static partial Regex Option();

    private sealed class ProblemConverter : JsonConverter<Problem>
    {
        /// <inheritdoc/>
        public override Problem? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize<Problem>(ref reader, OutsideJson.Answer);

        /// <inheritdoc/>
        public override void Write(Utf8JsonWriter writer, Problem value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, Complete(value), OutsideJson.Answer);
    }
}
