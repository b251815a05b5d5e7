using System.Text;
using MLOpsFunctions.Data.Reading;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data;

/// <summary>Reads files against a known schema, for prediction and drift: every row stays, in its place.</summary>
public static class FrameReader
{
    /// <summary>
    /// Reads CSV. Columns are matched by the header's names or, without a header, by position; a column that the file lacks is missing throughout, one that the schema lacks is passed over.
    /// A cell that does not fit its column is missing, and noted.
    /// </summary>
    /// <exception cref="ProblemException">The file cannot be read, or shares no column with the schema.</exception>
    public static (DataFrame Frame, IReadOnlyList<QuarantinedRow> Notes) ReadCsv(
        Stream file, IReadOnlyList<ColumnSchema> schema, string name = "the file", IngestLimits? limits = null, CancellationToken cancellation = default)
    {
        limits ??= new();
        using var source = SourceFile.Open(file, name, limits, cancellation);
        var known = new ModelDefinition { Columns = schema.ToDictionary(column => column.Name, column => new ColumnDefinition(column.Type)) };
        var head = Header.Detect(source, known, limits, 20);
        var columns = schema.Select((column, i) => (Column: column, At: Position(head, column.Name, i))).ToList();
        if (columns.All(column => column.At < 0))
        {
            throw new ProblemException(new(
                "The file has none of the model's columns", $"columns {string.Join(", ", head.Names.Take(30))}",
                $"columns {string.Join(", ", schema.Select(column => column.Name).Take(30))}", name, "send the columns that the model was trained on"));
        }

        return ReadRows(source, head, columns, limits, cancellation);
    }

    private static int Position(Header head, string name, int index)
    {
        for (var i = 0; i < head.Names.Count; i++)
        {
            if (head.Names[i] == name)
            {
                return i;
            }
        }

        return head.HasHeader || index >= head.Names.Count ? -1 : index;
    }

    private static (DataFrame Frame, IReadOnlyList<QuarantinedRow> Notes) ReadRows(
        SourceFile source, Header head, List<(ColumnSchema Column, int At)> columns, IngestLimits limits, CancellationToken cancellation)
    {
        var cells = columns.ConvertAll(column => new CellList(column.Column));
        var notes = new List<QuarantinedRow>();
        using var text = source.OpenText();
        using var csv = Csv.Open(text, head.Separator, limits, null);
        Csv.Guard(source.Name, limits, () =>
        {
            _ = head.HasHeader && csv.Read();
            while (csv.Read())
            {
                cancellation.ThrowIfCancellationRequested();
                for (var i = 0; i < cells.Count; i++)
                {
                    var at = columns[i].At;
                    if (cells[i].Add(at < 0 || at >= csv.FieldCount ? null : Encoding.UTF8.GetString(csv.GetSpan(at))) is { } fault)
                    {
                        notes.Add(new(csv.LineNumber, columns[i].Column.Name, fault, null));
                    }
                }
            }
        });
        return (new([.. cells.Select(column => column.Build())], cells[0].Count), notes);
    }
}
