using System.Globalization;

namespace MLOpsFunctions.Sql;

/// <summary>Writes a value of a database as the cell of a CSV file: numbers exact, times in ISO 8601.</summary>
internal static class SqlCell
{
    /// <summary>The cell; null: missing.</summary>
    /// <exception cref="ProblemException">The column holds bytes or lists.</exception>
    public static string? Write(object value, string column) =>
        value switch
        {
            DBNull => null,
            string text => text,
            bool truth => truth ? "true" : "false",
            DateTime time => time.ToString(
                time.Kind == DateTimeKind.Utc ? "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'" : "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF",
                CultureInfo.InvariantCulture
            ),
            DateTimeOffset time => time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture),
            DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Guid id => id.ToString(),
            double number => number.ToString("R", CultureInfo.InvariantCulture),
            float number => number.ToString("R", CultureInfo.InvariantCulture),
            Array => throw new ProblemException(
                new(
                    $"Column '{column}' cannot be a cell",
                    value.GetType().Name,
                    "numbers, texts, times, truth values",
                    "source.sql.query",
                    "leave the column out, or cast it to text"
                )
            ),
            IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString(),
        };
}
