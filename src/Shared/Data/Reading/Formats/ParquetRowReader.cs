using System.Buffers.Binary;
using Parquet;
using Parquet.Schema;

namespace MLOpsFunctions.Data.Reading.Formats;

/// <summary>Reads Parquet, one group of rows after the other. Nested columns are refused by name.</summary>
internal sealed class ParquetRowReader : RowReader
{
    private readonly ParquetReader _reader;
    private readonly Stream _content;
    private readonly string _file;
    private readonly DataField[] _fields;
    private ParquetColumn[] _columns = [];
    private int _group;
    private int _row;
    private int _rows;

    /// <param name="content">The file; it can seek. Disposed with this.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <param name="limits">Bounds.</param>
    /// <exception cref="ProblemException">It is damaged, nested, or exceeds a bound.</exception>
    public ParquetRowReader(Stream content, string file, IngestLimits limits)
    {
        (_content, _file) = (content, file);
        try
        {
            CheckEnd();
            var options = new ParquetOptions
            {
                TreatByteArrayAsString = true,
                UseDateOnlyTypeForDates = true,
                UseBigDecimal = false,
            };
            _reader = Guard(() => ParquetReader.CreateAsync(content, options, leaveStreamOpen: true).GetAwaiter().GetResult());
            _fields = Guard(() => Fields(_reader.Schema));
            CheckSize(limits);
            Names = Array.ConvertAll(_fields, field => IsIndex(field.Name) ? "" : field.Name);
        }
        catch
        {
            content.Dispose();
            throw;
        }
    }

    public override IReadOnlyList<string> Names { get; }

    public override bool Next(CellLine cells)
    {
        while (_row == _rows)
        {
            if (_group == _reader.RowGroupCount)
            {
                return false;
            }

            Guard(() => ReadGroup(_group++));
        }

        foreach (var column in _columns)
        {
            column.Write(_row, cells);
        }

        _row++;
        Line++;
        return true;
    }

    public override void Dispose()
    {
        _reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _content.Dispose();
    }

    /// <summary>The column of row names that pandas stores; it has no name in CSV either.</summary>
    private static bool IsIndex(string name) => name.StartsWith("__index_level_", StringComparison.Ordinal);

    private bool ReadGroup(int number)
    {
        using var group = _reader.OpenRowGroupReader(number);
        _columns = []; // Lets the last group go before this one is read.
        (_row, _rows) = (0, checked((int)group.RowCount));
        _columns = Array.ConvertAll(_fields, field => ParquetColumn.Read(group, field, _rows));
        return true;
    }

    private DataField[] Fields(ParquetSchema schema)
    {
        foreach (var field in schema.Fields)
        {
            if (field is not DataField { IsArray: false, MaxRepetitionLevel: 0 } data || !ParquetColumn.Reads(data.ClrType))
            {
                throw new ProblemException(
                    new(
                        field is DataField { IsArray: false, MaxRepetitionLevel: 0 }
                            ? $"Column '{PlainText.Name(field.Name)}' is of a type that is not read"
                            : $"Column '{PlainText.Name(field.Name)}' is nested",
                        field is DataField { IsArray: false, MaxRepetitionLevel: 0 } other
                            ? other.ClrType.Name
                            : "lists or objects within its cells",
                        "one number, text, date or truth value in each cell",
                        _file,
                        "leave the column out, or give each part a column of its own: pandas.json_normalize",
                        415
                    )
                );
            }
        }

        return [.. schema.Fields.Cast<DataField>()];
    }

    /// <summary>Holds the length of the footer against that of the file, before it is read.</summary>
    private void CheckEnd()
    {
        var end = new byte[8];
        if (_content.Length >= 12)
        {
            _content.Position = _content.Length - end.Length;
            _content.ReadExactly(end);
            _content.Position = 0;
        }

        if (!end.AsSpan(4).SequenceEqual("PAR1"u8) || BinaryPrimitives.ReadUInt32LittleEndian(end) > _content.Length - 12)
        {
            throw Damaged("no footer at its end", null);
        }
    }

    /// <summary>Holds what the footer says against the bounds before anything is allocated for it.</summary>
    private void CheckSize(IngestLimits limits)
    {
        var groups = _reader.Metadata?.RowGroups ?? [];
        var isDamaged = groups.Exists(group => group.NumRows < 0 || group.TotalByteSize < 0 || group.Columns.Count != _fields.Length);
        var rows = isDamaged ? 0 : groups.Sum(group => (decimal)group.NumRows);
        if (isDamaged || rows != _reader.Metadata!.NumRows)
        {
            throw Damaged("a footer that contradicts itself", null);
        }

        var bytes = groups.Sum(group => (decimal)group.TotalByteSize);
        if (_fields.Length > limits.MaxColumns || rows * _fields.Length > limits.MaxCells || bytes > limits.MaxTextBytes)
        {
            throw new ProblemException(
                new(
                    "The file is too large",
                    $"{rows:N0} rows of {_fields.Length:N0} columns",
                    $"at most {limits.MaxColumns:N0} columns and {limits.MaxCells:N0} cells",
                    _file,
                    "split it, or drop columns",
                    413
                )
            );
        }
    }

    /// <summary>Makes a refusal of whatever a damaged file makes its reader throw.</summary>
    private T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is not ProblemException) // A length that is a lie may ask for all memory.
        {
            throw Damaged("bytes that do not fit its footer, or an encoding that is not known here", fault);
        }
    }

    private ProblemException Damaged(string found, Exception? fault)
    {
        var problem = new Problem(
            "The Parquet file cannot be read",
            found,
            "a whole Parquet file",
            _file,
            "drop it again; or write it as CSV: pandas.read_parquet(FILE).to_csv(OUT, index=False)",
            415
        );
        return fault is null ? new(problem) : new(problem, fault);
    }
}
