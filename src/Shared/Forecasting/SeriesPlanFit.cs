using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;

namespace MLOpsFunctions.Forecasting;

/// <summary>Learns a <see cref="SeriesPlan"/> from training rows.</summary>
public static class SeriesPlanFit
{
    /// <summary>Learns the plan.</summary>
    /// <param name="frame">All rows.</param>
    /// <param name="schema">The columns with their roles: time, and group for the keys of the series.</param>
    /// <param name="rows">The training rows.</param>
    /// <param name="held">The rows that forecasts are measured on.</param>
    /// <param name="label">The column that is forecast.</param>
    /// <param name="definition">The declared part of the forecast.</param>
    /// <param name="zone">The time zone whose clocks the series follow; null: UTC.</param>
    /// <param name="isCount">Whether answers are counted from 0.</param>
    /// <param name="seed">Seed of the distances from which rows are looked at.</param>
    /// <param name="threads">Threads to use, 1 or more; never changes the result.</param>
    /// <exception cref="ProblemException">No series has two rows, or a column has the name of one that would be
    /// added.</exception>
    public static SeriesPlan Fit(
        DataFrame frame,
        IReadOnlyList<ColumnSchema> schema,
        int[] rows,
        int[] held,
        string label,
        ForecastDefinition definition,
        string? zone = null,
        bool isCount = false,
        int seed = 0,
        int threads = 1
    )
    {
        CheckNames(frame, label, definition.Known);
        var time = schema.FirstOrDefault(column => column.Role == ColumnRole.Time)?.Name;
        string[] keys = [.. schema.Where(column => column.Role == ColumnRole.Group).Select(column => column.Name)];
        CheckTime(time, keys);
        var series = RowsOf(frame, keys);
        var clock = WallClock.Of(time is null ? null : frame.Find(time), zone);
        var grid = TimeGrid.Find(clock, series);
        var history = SeriesHistory.Of(WallClock.In(frame, time, zone), label, time, keys, grid);
        var values = Array.ConvertAll(rows, row => ((NumberColumn)frame.Find(label)!).Values[row]);
        var centre = values.Sum(value => value / values.Length);
        var spread = values.Sum(value => Math.Abs(value - centre) / values.Length);
        var ahead = held.Select(row => grid.StepOf(clock, row)).Where(step => step != TimeGrid.None).Distinct().Count();
        IReadOnlyList<int> seasons =
            definition.Seasons.Count > 0 ? [.. definition.Seasons.Distinct().Order()] : SeasonalityDetector.Of(grid, history);
        var plan = new SeriesPlan(
            label,
            time,
            keys,
            grid,
            definition.Horizon ?? Math.Clamp(ahead, 1, SeasonalityDetector.Horizon(grid)),
            seasons,
            [.. KnownAhead(frame, schema, definition.Known, series)],
            centre,
            spread > 0 && double.IsFinite(spread) ? spread : 1,
            Array.TrueForAll(values, value => value >= 0) ? 0 : null,
            null,
            ScaleSeason: seasons.Count > 0 ? seasons[0] : 1,
            IsCount: isCount,
            Zone: zone
        );
        return BasedOn(plan, frame, history, rows, seed, threads);
    }

    /// <summary>
    /// The plan with the smoothing and the base that have the least error on the rows: a mean of few features, chosen
    /// one by one, each as often as it lowers the error (Caruana, Niculescu-Mizil, Crew and Ksikes, Ensemble selection
    /// from libraries of models, 2004).
    /// </summary>
    private static SeriesPlan BasedOn(SeriesPlan unbased, DataFrame frame, SeriesHistory history, int[] rows, int seed, int threads)
    {
        var plan = unbased.SmoothedBy(history, unbased.StepsOf(frame, rows).Max(), threads);
        if (plan.IsCount)
        {
            return plan;
        }

        var all = Backtest.BaseOrigins(rows, plan.StepsOf(frame, rows), plan.Horizon, seed);
        var (seen, steps, origins) = all.WarmedUp(unbased, SeriesHistory.Keys(frame.Take(all.Rows), plan.Keys), history);
        var extended = plan.Extend(
            new([.. plan.Keys.Append(plan.Label).Distinct().Select(name => frame.Find(name)!.Take(seen))], seen.Length),
            history,
            steps,
            origins,
            threads
        );
        var labels = plan.ScaleOf(extended)!.Normalise(((NumberColumn)extended.Find(plan.Label)!).Values);
        string[] names = [.. plan.Past.Names.Where(LagFeatureNames.IsForecast)];
        var chosen = BaseSelection.Choose(
            [
                .. names.Select(name =>
                    Array.ConvertAll(((NumberColumn)extended.Find(name)!).Values, value => double.IsNaN(value) ? 0 : value)
                ),
            ],
            labels,
            SeriesPlan.MostBases,
            threads
        );
        return plan.WithBases([.. chosen.Select(place => names[place])]);
    }

    private static void CheckNames(DataFrame frame, string label, IReadOnlyList<string> known)
    {
        if (frame.Columns.FirstOrDefault(column => LagFeatureNames.IsReserved(column.Name, label)) is { } taken)
        {
            throw new ProblemException(
                new(
                    "A column has a name that a forecast needs",
                    $"'{taken.Name}'",
                    $"no column that begins with '{label} @ '",
                    $"column '{taken.Name}'",
                    "rename it"
                )
            );
        }

        if (known.FirstOrDefault(name => frame.Find(name) is null || name == label) is { } missing)
        {
            throw new ProblemException(
                new(
                    missing == label
                        ? $"The label '{missing}' is declared as known ahead"
                        : $"Column '{missing}' is declared as known ahead and not in the data",
                    Expected: "a column of the data but the label",
                    Where: "forecast.known",
                    Try: missing == label ? null : DidYouMean.Sentence(missing, [.. frame.Columns.Select(column => column.Name)])
                )
            );
        }
    }

    /// <summary>Without a time, rows are in order; rows of several series are in none.</summary>
    private static void CheckTime(string? time, string[] keys)
    {
        if (time is null && keys.Length > 0)
        {
            throw new ProblemException(
                new(
                    "Several series need a time",
                    $"no column with the role time, and {string.Join(", ", keys.Select(key => $"'{key}'"))} to tell series apart",
                    "a column that says when",
                    Try: "give it the role time"
                )
            );
        }
    }

    private static IEnumerable<string> KnownAhead(
        DataFrame frame,
        IReadOnlyList<ColumnSchema> schema,
        IReadOnlyList<string> declared,
        List<int[]> series
    ) =>
        schema
            .Where(column =>
                column.Role == ColumnRole.Feature && (declared.Contains(column.Name) || IsConstant(frame.Find(column.Name)!, series))
            )
            .Select(column => column.Name);

    private static List<int[]> RowsOf(DataFrame frame, string[] keys) =>
        [
            .. SeriesHistory
                .Keys(frame, keys)
                .Select((key, row) => (key, row))
                .GroupBy(entry => entry.key, entry => entry.row, StringComparer.Ordinal)
                .Select(group => group.ToArray()),
        ];

    /// <summary>Whether a column is constant within each series, and so is known ahead of time.</summary>
    private static bool IsConstant(DataColumn column, List<int[]> series) =>
        series.Count > 1
        && series.TrueForAll(rows =>
        {
            var first = CellWriter.Write(column, rows[0]);
            return Array.TrueForAll(rows, row => CellWriter.Write(column, row) == first);
        });
}
