namespace MLOpsFunctions.Data.Reading.Formats;

/// <summary>
/// Cuts JSON into its objects: one on each line, one after the other, or those of an array. Looks at braces, brackets
/// and quotes alone, so that depth costs nothing.
/// </summary>
/// <param name="text">The text, as UTF-8.</param>
/// <param name="isLines">Whether each line holds one object. A line that is damaged then costs itself only.</param>
/// <param name="file">The file's name, for messages.</param>
/// <param name="maxBytes">Most bytes of an object.</param>
internal sealed class JsonRecords(Stream text, bool isLines, string file, int maxBytes)
{
    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private long _line = 1;
    private bool _ended;
    private bool _begun;
    private bool _isArray;
    private bool _done;

    /// <summary>The line on which the object begins that was read last, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>Reads the next object. Empty at the end.</summary>
    /// <exception cref="ProblemException">What follows is no object, or too long.</exception>
    public ReadOnlySpan<byte> Next()
    {
        if (isLines || _done)
        {
            return isLines ? NextLine() : [];
        }

        _isArray = _isArray || (!_begun && Peek() == '[' && Skip());
        if (_isArray && _begun && Peek() is not (',' or ']'))
        {
            throw Refuse(Peek() < 0 ? "the end of the file within the array" : "no comma between two objects");
        }

        if (_isArray && _begun && Peek() == ',')
        {
            Skip();
        }

        _begun = true;
        if (Peek() == (_isArray ? ']' : -1))
        {
            return End();
        }

        return Peek() == '{' ? NextObject() : throw Refuse(Describe(Peek()));
    }

    /// <summary>Where the object ends that begins at the start of a text; -1: not in this text.</summary>
    public static int ObjectEnd(ReadOnlySpan<byte> text) => new ObjectScan().Run(text);

    private ReadOnlySpan<byte> End()
    {
        _done = !_isArray || Skip();
        return Peek() < 0 ? [] : throw Refuse("more behind the end of the array");
    }

    private ReadOnlySpan<byte> NextLine()
    {
        while (Peek() >= 0)
        {
            var searched = 0;
            int end;
            while ((end = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n')) < 0 && !_ended)
            {
                searched = _end - _start;
                Fill();
            }

            return Take(end < 0 ? _end - _start : searched + end);
        }

        return [];
    }

    private ReadOnlySpan<byte> NextObject()
    {
        var scan = new ObjectScan();
        int end;
        while ((end = scan.Run(_buffer.AsSpan(_start, _end - _start))) < 0)
        {
            if (_ended)
            {
                throw Refuse("the end of the file within an object");
            }

            Fill();
        }

        return Take(end);
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        var record = _buffer.AsSpan(_start, length);
        Line = _line;
        _line += record.Count((byte)'\n');
        _start += length;
        return record.TrimEnd((byte)'\r');
    }

    /// <summary>The next byte that is no blank, or -1 at the end.</summary>
    private int Peek()
    {
        while (true)
        {
            for (; _start < _end; _start++)
            {
                if (_buffer[_start] is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
                {
                    return _buffer[_start];
                }

                _line += _buffer[_start] == '\n' ? 1 : 0;
            }

            if (_ended)
            {
                return -1;
            }

            Fill();
        }
    }

    private bool Skip()
    {
        _start++;
        return true;
    }

    private void Fill()
    {
        if (_end - _start > maxBytes)
        {
            throw new ProblemException(
                new(
                    "A row of the file is too long",
                    $"more than {maxBytes:N0} bytes",
                    $"at most {maxBytes:N0}",
                    $"{file}, line {_line}",
                    "look for a brace that is not closed there",
                    413
                )
            );
        }

        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }

        var read = text.Read(_buffer.AsSpan(_end));
        _end += read;
        _ended = read == 0;
    }

    private static string Describe(int first) =>
        first switch
        {
            < 0 => "the end of the file",
            '[' => "a list",
            '"' => "a text",
            ',' or ']' or '}' or ':' => $"'{(char)first}'",
            _ => "a value that is no object",
        };

    private ProblemException Refuse(string found) =>
        new(
            new(
                "The JSON is no list of rows",
                found,
                "an object with a value for each column, one a line, or an array of such objects: [{\"column\": value}, ...]",
                $"{file}, line {_line}",
                "write it so: pandas.DataFrame.to_json(OUT, orient=\"records\"), with lines=True or without",
                415
            )
        );

    /// <summary>Looks for the end of an object, going on where it was when more of the text is there.</summary>
    private struct ObjectScan
    {
        private int _at;
        private int _depth;
        private bool _quoted;

        public int Run(ReadOnlySpan<byte> text)
        {
            for (; _at < text.Length; _at++)
            {
                var value = text[_at];
                if (_quoted)
                {
                    if (value == '\\')
                    {
                        if (_at + 1 == text.Length)
                        {
                            return -1;
                        }

                        _at++;
                    }

                    _quoted = value != '"';
                    continue;
                }

                _quoted = value == '"';
                _depth +=
                    value is (byte)'{' or (byte)'[' ? 1
                    : value is (byte)'}' or (byte)']' ? -1
                    : 0;
                if (_depth <= 0)
                {
                    return _at + 1;
                }
            }

            return -1;
        }
    }
}
