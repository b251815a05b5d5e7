using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace MLOpsFunctions.Browser.Tests;

/// <summary>
/// What the pages of the tests show: a model with two versions, traffic, outcomes and drift; one whose newest version waits for
/// a person; and one that strangers fed with markup.
/// </summary>
internal sealed class Story(HttpClient http)
{
    public const string Loans = "loans",
        Houses = "houses",
        Hostile = "hostile";

    /// <summary>The name of the hostile model's file: a slash would begin a folder.</summary>
    public static readonly string HostileFile = $"{Tables.Markup}.csv";

    private const string Small = """ "candidates": ["linear", "gbdt"], "budget": { "trials": 6 } """;

    private const string Waits = $$"""
        { "task": "regression", "label": "price", "training": { {{Small}} }, "rollout": { "approval": true },
          "sla": { "modelAgeDays": 30 } }
        """;

    private const string Endless = """
        { "label": "defaulted", "training": { "candidates": ["gbdt"], "budget": { "trials": 2000, "minutes": 60 } } }
        """;

    /// <summary>The model whose versions a hand approves.</summary>
    public static string Approved(Hand hand) => $"approved-{hand}".ToLowerInvariant();

    /// <summary>The model whose training takes as long as a hand lets it.</summary>
    public static string Long(Hand hand) => $"long-{hand}".ToLowerInvariant();

    /// <summary>How the models are set up.</summary>
    public static IReadOnlyDictionary<string, string> Definitions { get; } =
        new Dictionary<string, string>
        {
            [Approved(Hand.Mouse)] = Waits,
            [Approved(Hand.Keyboard)] = Waits,
            [Long(Hand.Mouse)] = Endless,
            [Long(Hand.Keyboard)] = Endless,
            [Loans] = $$"""
                {
                  "owner": "lending@contoso.example", "purpose": "Ask before a loan goes bad.", "task": "binary", "label": "defaulted",
                  "columns": { "loan": { "role": "id" } }, "training": { {{Small}} },
                  "gates": [{ "metric": "auc", "min": 0.6 }], "notify": { "desk": { "kind": "file" } }
                }
                """,
            [Houses] = Waits,
            [Hostile] = $$"""
                { "owner": "{{Tables.Markup}}", "purpose": "{{Tables.Markup}}", "label": "label", "training": { {{Small}} } }
                """,
        };

    /// <summary>Plays it.</summary>
    public async Task PlayAsync()
    {
        await TrainAsync(Loans, "january.csv", Tables.Loans(400, 1));
        await TrainAsync(Loans, "february.csv", Tables.Loans(900, 2));
        await TrafficAsync();
        await TrainAsync(Hostile, HostileFile, Tables.Hostile(300, 4));
        await TrainAsync(Houses, "spring.csv", Tables.Houses(400, 5), "awaitingApproval");
    }

    /// <summary>Sends a file and waits until its run has come to a status.</summary>
    /// <returns>The run.</returns>
    public async Task<string> TrainAsync(string model, string file, string csv, string status = "deployed")
    {
        using var sent = await http.PutAsync($"/api/data/{model}/{Uri.EscapeDataString(file)}", new StringContent(csv));
        var run = (await ReadAsync(sent)).GetProperty("run").GetString()!;
        return await UntilAsync($"/api/runs/{run}", answer => StatusOf(answer) == status ? run : null);
    }

    private async Task TrafficAsync()
    {
        var (ids, lines) = (new List<string>(), Tables.Loans(300, 3, shift: 50).Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..]);
        var rows = lines
            .Select(line => line.Split(','))
            .Select(cells => new
            {
                region = cells[1],
                income = cells[2],
                age = cells[3],
                amount = cells[4],
            });
        using var answer = await http.PostAsJsonAsync($"/api/models/{Loans}/predict", new { rows });
        ids.AddRange(
            (await ReadAsync(answer)).GetProperty("predictions").EnumerateArray().Select(one => one.GetProperty("id").GetString()!)
        );
        var outcomes = new StringBuilder("id,actual\n");
        foreach (var (id, line) in ids.Zip(lines))
        {
            outcomes.Append(CultureInfo.InvariantCulture, $"{id},{line.Split(',')[^1]}\n");
        }

        using var told = await http.PostAsync(
            $"/api/models/{Loans}/feedback",
            new StringContent(outcomes.ToString(), Encoding.UTF8, "text/csv")
        );
        told.EnsureSuccessStatusCode();
        using var check = await http.PostAsJsonAsync($"/api/models/{Loans}/drift", new { });
        check.EnsureSuccessStatusCode();
        await UntilAsync($"/api/models/{Loans}/drift", report => report.TryGetProperty("columns", out _) ? "checked" : null);
    }

    private async Task<string> UntilAsync(string address, Func<JsonElement, string?> found)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        JsonElement last = default;
        try
        {
            while (await timer.WaitForNextTickAsync(patience.Token))
            {
                using var answer = await http.GetAsync(address, patience.Token);
                last = await JsonSerializer.DeserializeAsync<JsonElement>(
                    await answer.Content.ReadAsStreamAsync(patience.Token),
                    cancellationToken: patience.Token
                );
                if (answer.IsSuccessStatusCode && found(last) is { } result)
                {
                    return result;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Said below.
        }

        throw new InvalidOperationException($"{address} did not come to what the test waits for. It says: {last}");
    }

    private static string StatusOf(JsonElement run) => run.GetProperty("status").GetString()!;

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonSerializer.Deserialize<JsonElement>(text) : throw new InvalidOperationException(text);
    }
}
