using MLOpsFunctions.Data;
using MLOpsFunctions.Features;
using MLOpsFunctions.Features.Series;

namespace MLOpsFunctions.Training;

/// <summary>What a forecast starts from: how the series run, and their last values. Immutable.</summary>
/// <param name="Plan">How they run.</param>
/// <param name="History">Their last values.</param>
internal sealed record KnownSeries(SeriesPlan Plan, SeriesHistory History)
{
    /// <summary>Joins what was read.</summary>
    /// <exception cref="InvalidModelException">The recipe cannot have been fitted.</exception>
    public static KnownSeries Of(SeriesPlan plan, SeriesHistory history) =>
        plan.IsValid ? new(plan, history) : throw new InvalidModelException("The recipe of the series is incomplete, or out of bounds.");

    /// <summary>Adds what is known to rows that are still to come; rows that bring it are left as they are.</summary>
    public DataFrame Extend(DataFrame rows, int threads) => Plan.ScaleOf(rows) is null ? Plan.Extend(rows, History, threads) : rows;
}

/// <summary>Rows as a model takes them.</summary>
/// <param name="Features">The features.</param>
/// <param name="Scale">What a forecast's answers are counted from and in; null: they are what they are.</param>
internal sealed record EncodedRows(FeatureMatrix Features, SeriesScale? Scale);
