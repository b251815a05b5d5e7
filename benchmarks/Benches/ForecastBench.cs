using System.Globalization;
using MLOpsFunctions.Benchmarks.Data;
using MLOpsFunctions.Benchmarks.Running;
using MLOpsFunctions.Data;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Models;

namespace MLOpsFunctions.Benchmarks.Benches;

/// <summary>
/// How good forecasts are: those of whole runs with their defaults, one for each frequency, on the series that
/// <c>FORECAST_DATA</c> names in the layout of the M4 competition.
/// </summary>
internal sealed class ForecastBench : Bench
{
    private const string DataFolder = "FORECAST_DATA";

    public override string Name => "forecast";

    public override string Measures =>
        $"MASE, OWA and coverage of 80% on what came; {DataFolder} names a folder with Train and Test as in the M4 competition; "
        + "rows are series of each frequency";

    public override int Rows => 60;

    public override int Rounds => 1;

    public override IReadOnlyList<Side> Sides { get; } =
    [
        new("ours", input => Scratch.With(folder => Ours(input, folder))),
        new("Theta, statsmodels", Script: "forecast_theta.py") { Packages = ["python3-statsmodels"] },
        new("ETS, statsmodels", Script: "forecast_ets.py") { Packages = ["python3-statsmodels"] },
    ];

    public override string Prepare(int rows)
    {
        var folder =
            Environment.GetEnvironmentVariable(DataFolder)
            ?? throw new ProblemException(
                new("There is nothing to forecast", "no folder", $"{DataFolder}, a folder with Train/Hourly-train.csv and the like")
            );
        var path = Path.Combine(Folders.Data, "forecast.json");
        File.WriteAllText(
            path,
            Json.Write(
                ForecastPanel
                    .Read(folder, rows)
                    .Select(panel => new PanelWithNaive(
                        panel,
                        panel.Horizon,
                        panel.Series.Average(series =>
                            ForecastScores.Mase(
                                series,
                                panel.Season,
                                ForecastScores.Naive2(series.Past, panel.Season, series.Future.Length)
                            )
                        ),
                        panel.Series.Average(series =>
                            ForecastScores.Smape(series, ForecastScores.Naive2(series.Past, panel.Season, series.Future.Length))
                        )
                    ))
            )
        );
        return path;
    }

    private static Measurement Ours(SideInput input, string folder)
    {
        var panels = Json.Read<List<PanelWithNaive>>(File.ReadAllText(input.Input));
        var figures = new Dictionary<string, double>();
        var measured = Measurement.Of(
            () => panels.ConvertAll(panel => ForecastAsync(panel.Panel, Path.Combine(folder, panel.Panel.Name)).GetAwaiter().GetResult()),
            _ => string.Create(CultureInfo.InvariantCulture, $"{panels.Sum(panel => panel.Panel.Series.Count)} series"),
            answers => panels.Zip(answers, (panel, own) => Score(panel, own, figures)).Average()
        );
        return measured with { Figures = figures };
    }

    /// <summary>The MASE of one frequency, and its further figures.</summary>
    private static double Score(PanelWithNaive panel, Predictions answers, Dictionary<string, double> figures)
    {
        var (mase, smape, held, row) = (0.0, 0.0, 0.0, 0);
        foreach (var series in panel.Panel.Series)
        {
            var own = answers.Values.AsSpan(row, series.Future.Length).ToArray();
            mase += ForecastScores.Mase(series, panel.Panel.Season, own) / panel.Panel.Series.Count;
            smape += ForecastScores.Smape(series, own) / panel.Panel.Series.Count;
            held +=
                series.Future.Where((actual, i) => actual >= answers.Lows![row + i] && actual <= answers.Highs![row + i]).Count()
                / (double)series.Future.Length
                / panel.Panel.Series.Count;
            row += series.Future.Length;
        }

        figures[$"{panel.Panel.Name} MASE"] = mase;
        figures[$"{panel.Panel.Name} OWA"] = 0.5 * ((mase / panel.NaiveMase) + (smape / panel.NaiveSmape));
        figures[$"{panel.Panel.Name} coverage"] = held;
        return mase;
    }

    /// <summary>A whole run on the past, and the answers of its version to what came, series by series.</summary>
    private static async Task<Predictions> ForecastAsync(ForecastPanel panel, string folder)
    {
        var csv = System.Text.Encoding.UTF8.GetBytes(CsvOf(panel));
        var model = await WholeRun.TrainAsync(folder, DefinitionOf(panel), csv, TrainerSet.BuiltIn);
        return model.Predict(Asked(panel), Environment.ProcessorCount);
    }

    private static string DefinitionOf(ForecastPanel panel)
    {
        var seasons =
            panel.Season == 24 ? ", \"seasons\": [24, 168]"
            : panel.Season > 1 ? $", \"seasons\": [{panel.Season}]"
            : "";
        return $$"""
            { "task": "forecast", "label": "value", "columns": { "series": { "role": "group" }, "step": { "role": "time" } },
              "forecast": { "horizon": {{panel.Horizon}}{{seasons}} } }
            """;
    }

    /// <summary>The past, so that all series end at one step.</summary>
    private static string CsvOf(ForecastPanel panel)
    {
        var text = new System.Text.StringBuilder("series,step,value\n");
        foreach (var series in panel.Series)
        {
            for (var i = 0; i < series.Past.Length; i++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{series.Name},{100_000 - series.Past.Length + i},{series.Past[i]:R}\n");
            }
        }

        return text.ToString();
    }

    private static DataFrame Asked(ForecastPanel panel)
    {
        var rows = panel
            .Series.SelectMany((series, i) => series.Future.Select((_, ahead) => (Series: i, Step: 100_000.0 + ahead)))
            .ToArray();
        return new(
            [
                new TextColumn("series", [.. rows.Select(row => row.Series)], [.. panel.Series.Select(series => series.Name)]),
                new NumberColumn("step", [.. rows.Select(row => row.Step)]),
            ],
            rows.Length
        );
    }

    /// <summary>A panel with what the competition's yardstick has on it.</summary>
    /// <param name="Panel">The series.</param>
    /// <param name="Horizon">Steps that are forecast.</param>
    /// <param name="NaiveMase">Its mean scaled error.</param>
    /// <param name="NaiveSmape">Its symmetric relative error.</param>
    private sealed record PanelWithNaive(ForecastPanel Panel, int Horizon, double NaiveMase, double NaiveSmape);
}
