using System.Globalization;

namespace MLOpsFunctions.Benchmarks.Data;

/// <summary>Series of one frequency, in the layout of the M4 competition: a line a series, its name first.</summary>
/// <param name="Name">The frequency.</param>
/// <param name="Season">Steps of the season that errors are scaled by; 1: none.</param>
/// <param name="Series">The series.</param>
internal sealed record ForecastPanel(string Name, int Season, IReadOnlyList<ForecastSeries> Series)
{
    /// <summary>The competition's frequencies with their seasons.</summary>
    private static readonly (string Name, int Season)[] Frequencies =
    [
        ("Yearly", 1),
        ("Quarterly", 4),
        ("Monthly", 12),
        ("Weekly", 1),
        ("Daily", 1),
        ("Hourly", 24),
    ];

    /// <summary>Steps that are forecast.</summary>
    public int Horizon => Series.Max(series => series.Future.Length);

    /// <summary>The panels of a folder: <c>Train/Hourly-train.csv</c>, <c>Test/Hourly-test.csv</c> and so on.</summary>
    /// <param name="folder">The folder; frequencies that it lacks are left out.</param>
    /// <param name="most">Most series of each frequency, evenly over the file.</param>
    public static IReadOnlyList<ForecastPanel> Read(string folder, int most) =>
        [
            .. Frequencies
                .Where(frequency => File.Exists(FileOf(folder, "Train", frequency.Name)))
                .Select(frequency => Read(folder, frequency.Name, frequency.Season, most)),
        ];

    private static ForecastPanel Read(string folder, string name, int season, int most)
    {
        var future = Lines(FileOf(folder, "Test", name)).ToDictionary(line => line.Name, line => line.Values);
        var past = Lines(FileOf(folder, "Train", name)).Where(line => future.ContainsKey(line.Name)).ToList();
        var count = Math.Min(most, past.Count);
        return new(
            name,
            season,
            [
                .. Enumerable
                    .Range(0, count)
                    .Select(i => past[(int)((long)i * past.Count / count)])
                    .Select(line => new ForecastSeries(line.Name, line.Values, future[line.Name])),
            ]
        );
    }

    private static string FileOf(string folder, string side, string name) =>
        Path.Combine(folder, side, $"{name}-{side.ToLowerInvariant()}.csv");

    private static IEnumerable<(string Name, double[] Values)> Lines(string path) =>
        File.ReadLines(path)
            .Skip(1)
            .Select(line => line.Split(','))
            .Select(cells =>
                (
                    cells[0].Trim('"'),
                    cells[1..]
                        .Select(cell => cell.Trim('"'))
                        .Where(cell => cell.Length > 0 && cell != "NA")
                        .Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))
                        .ToArray()
                )
            );
}

/// <summary>One series.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Past">What is known.</param>
/// <param name="Future">What came.</param>
internal sealed record ForecastSeries(string Name, double[] Past, double[] Future);
