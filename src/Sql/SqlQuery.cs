using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Sql;

/// <summary>The text of a query.</summary>
internal static class SqlQuery
{
    /// <summary>
    /// The query as it is sent: with a watermark in order of its column, and only the rows above a value that is known. The value
    /// is a parameter.
    /// </summary>
    public static string Text(SqlSource source, bool isAbove)
    {
        if (source.Watermark is not { } column)
        {
            return source.Query;
        }

        var quoted = source.Kind == SqlKind.Postgres ? $"\"{column.Replace("\"", "\"\"")}\"" : $"[{column.Replace("]", "]]")}]";
        var above = isAbove ? $" where {quoted} > @watermark" : $" where {quoted} is not null";
        return $"select * from (\n{source.Query.TrimEnd().TrimEnd(';')}\n) as rows_of_source{above} order by {quoted}";
    }
}
