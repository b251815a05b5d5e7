using System.Globalization;

namespace MLOpsFunctions.Features;

/// <summary>The names of lag features, for reasons and cards.</summary>
internal static class LagFeatureNames
{
    /// <summary>Fewest values of a mean that shows the usual value; a mean of fewer follows the series.</summary>
    private const int FewestForMean = 10;

    private const string Mark = " @ ";
    private const string LastValue = "last value";
    private const string MeanOf = "mean of the last ";
    private const string OverLevel = "base over the level";
    private const string SameOf = "same step of the last ";
    private const string SmoothedValue = "smoothed";
    private const string ThetaValue = "theta";
    private const string DemandValue = "mean demand";
    private const string Usually = "what usually followed, by ";

    public static string Base(string label) => Of(label, "base");

    public static string Scale(string label) => Of(label, "scale");

    public static string Beyond(string label) => Of(label, "steps beyond the horizon");

    public static string Ahead(string label) => Of(label, "steps ahead");

    public static string Age(string label) => Of(label, "steps since the last value");

    public static string Over(string label) => Of(label, OverLevel);

    public static string Smoothed(string label) => Of(label, SmoothedValue);

    public static string Theta(string label) => Of(label, ThetaValue);

    public static string Demand(string label) => Of(label, DemandValue);

    public static string Last(string label, int back) =>
        Of(label, back == 1 ? LastValue : string.Create(CultureInfo.InvariantCulture, $"value {back} before the end"));

    public static string Same(string label, int season) => Of(label, string.Create(CultureInfo.InvariantCulture, $"{SameOf}{season}"));

    public static string Change(string label, int season) =>
        Of(label, string.Create(CultureInfo.InvariantCulture, $"change over {season}"));

    public static string Earlier(string label, int season, int back) =>
        Of(label, string.Create(CultureInfo.InvariantCulture, $"what followed {back} x {season} earlier"));

    public static string EarlierMean(string label, int season) =>
        Of(label, string.Create(CultureInfo.InvariantCulture, $"{Usually}{season}"));

    public static string Mean(string label, int window) => Of(label, string.Create(CultureInfo.InvariantCulture, $"{MeanOf}{window}"));

    public static string Least(string label, int window) =>
        Of(label, string.Create(CultureInfo.InvariantCulture, $"least of the last {window}"));

    public static string Greatest(string label, int window) =>
        Of(label, string.Create(CultureInfo.InvariantCulture, $"greatest of the last {window}"));

    public static string Trend(string label, int window) =>
        Of(label, string.Create(CultureInfo.InvariantCulture, $"change of the mean of {window}"));

    /// <summary>Whether a column may be a lag feature of this label.</summary>
    public static bool IsReserved(string column, string label) => column.StartsWith(label + Mark, StringComparison.Ordinal);

    /// <summary>Whether a column is a forecast by itself: the last value, the one a season before, or the mean of many.</summary>
    public static bool IsNaive(string column) =>
        column.EndsWith(Mark + LastValue, StringComparison.Ordinal)
        || CountAtEnd(column, SameOf) is not null
        || CountAtEnd(column, MeanOf) >= FewestForMean;

    /// <summary>Whether a column may be a part of the base of answers: it is a forecast by itself.</summary>
    public static bool IsForecast(string column) => IsNaive(column) || IsSeasonal(column) || IsSmoothed(column) || IsTheta(column);

    /// <summary>Whether a column has what usually followed in earlier seasons.</summary>
    public static bool IsSeasonal(string column) => CountAtEnd(column, Usually) is not null;

    /// <summary>Whether a column has the smoothed forecast.</summary>
    public static bool IsSmoothed(string column) => column.EndsWith(Mark + SmoothedValue, StringComparison.Ordinal);

    /// <summary>Whether a column has the forecast of the Theta method.</summary>
    public static bool IsTheta(string column) => column.EndsWith(Mark + ThetaValue, StringComparison.Ordinal);

    /// <summary>Whether a column has a forecast that goes on beyond the horizon.</summary>
    public static bool GoesOn(string column) => IsSmoothed(column) || IsTheta(column);

    /// <summary>Whether a column has the mean of rare demand.</summary>
    public static bool IsDemand(string column) => column.EndsWith(Mark + DemandValue, StringComparison.Ordinal);

    /// <summary>Whether a column is a value of the past by itself: the last one, or the one a season before.</summary>
    public static bool IsPastValue(string column) =>
        column.EndsWith(Mark + LastValue, StringComparison.Ordinal) || CountAtEnd(column, SameOf) is not null;

    /// <summary>Whether a column has the base less the level.</summary>
    public static bool IsOver(string column) => column.EndsWith(Mark + OverLevel, StringComparison.Ordinal);

    /// <summary>The number at the end of a column's name, after these words; null if there is none.</summary>
    private static int? CountAtEnd(string column, string what) =>
        column.LastIndexOf(Mark + what, StringComparison.Ordinal) is >= 0 and var at
        && int.TryParse(column.AsSpan(at + Mark.Length + what.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : null;

    private static string Of(string label, string what) => label + Mark + what;
}
