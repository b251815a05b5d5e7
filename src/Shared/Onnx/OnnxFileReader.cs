using System.Globalization;

namespace MLOpsFunctions.Onnx;

/// <summary>
/// Reads what an ONNX file from elsewhere takes and gives, and refuses by name whatever it may not hold, before any part
/// of it runs.
/// </summary>
internal sealed class OnnxFileReader
{
    /// <summary>The largest file, in bytes.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    private const int MaxNodes = 10_000;
    private const int MaxValues = 2_000;
    private const int MaxClasses = 10_000;
    private const int MaxText = 64 * 1024;
    private const int MaxDimensions = 8;

    private readonly List<OnnxValue> _inputs = [];
    private readonly List<OnnxValue> _outputs = [];
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _maps = new(StringComparer.Ordinal);
    private readonly HashSet<string> _constants = new(StringComparer.Ordinal);
    private List<string>? _classes;
    private int _nodes;

    /// <summary>Reads a file.</summary>
    /// <exception cref="ProblemException">It is none, or holds what it may not.</exception>
    public static OnnxFile Read(ReadOnlySpan<byte> file)
    {
        if (file.Length > MaxBytes)
        {
            throw Refusal($"{file.Length:N0} bytes", $"{MaxBytes:N0} bytes at most");
        }

        try
        {
            var reader = new OnnxFileReader();
            reader.ReadModel(file);
            return reader.Result();
        }
        catch (InvalidDataException damage)
        {
            throw Refusal(damage.Message, "an ONNX model");
        }
    }

    private static ProblemException Refusal(string found, string expected) =>
        new(new("The ONNX file is refused", found, expected, Try: "docs/onnx.md lists what a model may hold", Status: 422));

    private OnnxFile Result()
    {
        // Until 2020 constants were listed among the inputs too.
        _inputs.RemoveAll(input => _constants.Contains(input.Name));
        return _nodes > 0 && _inputs.Count > 0 && _outputs.Count > 0
            ? new(_inputs, _outputs, _metadata, _classes, _maps)
            : throw Refusal($"{_nodes} nodes, {_inputs.Count} inputs, {_outputs.Count} outputs", "one of each at least");
    }

    private void ReadModel(ReadOnlySpan<byte> bytes)
    {
        var fields = new ProtobufReader(bytes);
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 7:
                    ReadGraph(fields.Bytes);
                    break;
                case 8:
                    CheckDomain(fields.Bytes);
                    break;
                case 14:
                    ReadMetadata(fields.Bytes);
                    break;
                case 20 or 25:
                    throw Refusal(fields.Field == 20 ? "training information" : "functions of its own", "a plain graph of nodes");
            }
        }
    }

    private static void CheckDomain(ReadOnlySpan<byte> bytes)
    {
        var fields = new ProtobufReader(bytes);
        while (fields.Next())
        {
            if (fields.Field == 1 && fields.Text() is var domain && domain is not ("" or "ai.onnx" or OnnxGraph.ClassicalDomain))
            {
                throw Refusal($"operators of the domain '{PlainText.Name(domain)}'", "operators of ai.onnx and ai.onnx.ml");
            }
        }
    }

    private void ReadMetadata(ReadOnlySpan<byte> bytes)
    {
        var fields = new ProtobufReader(bytes);
        var (key, value) = ("", "");
        while (fields.Next())
        {
            key = fields.Field == 1 ? fields.Text() : key;
            value = fields.Field == 2 && fields.Bytes.Length <= MaxText ? fields.Text(MaxText) : value;
        }

        if (_metadata.Count < MaxValues)
        {
            _metadata[key] = value;
        }
    }

    private void ReadGraph(ReadOnlySpan<byte> bytes)
    {
        var fields = new ProtobufReader(bytes);
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 1:
                    ReadNode(fields.Bytes);
                    break;
                case 5:
                    CheckTensor(fields.Bytes);
                    break;
                case 11:
                    Add(_inputs, fields.Bytes);
                    break;
                case 12:
                    Add(_outputs, fields.Bytes);
                    break;
                case 15:
                    throw Refusal("sparse constants", "dense ones");
            }
        }
    }

    private void ReadNode(ReadOnlySpan<byte> bytes)
    {
        if (++_nodes > MaxNodes)
        {
            throw Refusal($"more than {MaxNodes:N0} nodes", $"{MaxNodes:N0} at most");
        }

        var fields = new ProtobufReader(bytes);
        var (op, domain, input, output) = ("", "", "", "");
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 1:
                    input = input.Length == 0 ? fields.Text() : input;
                    break;
                case 2:
                    output = output.Length == 0 ? fields.Text() : output;
                    break;
                case 4:
                    op = fields.Text();
                    break;
                case 5:
                    ReadAttribute(fields.Bytes);
                    break;
                case 7:
                    domain = fields.Text();
                    break;
            }
        }

        if (!OnnxOperators.Has(domain, op))
        {
            var name = PlainText.Name(domain.Length > 0 ? $"{domain}.{op}" : op);
            throw Refusal($"the operator '{name}'", "operators of tabular models, without branches and loops");
        }

        if (op == "ZipMap")
        {
            _maps[output] = input;
        }
    }

    private void ReadAttribute(ReadOnlySpan<byte> bytes)
    {
        var fields = new ProtobufReader(bytes);
        var (name, labels) = ("", new List<string>());
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 1:
                    name = fields.Text();
                    break;
                case 5 or 10:
                    CheckTensor(fields.Bytes);
                    break;
                case 6 or 11:
                    throw Refusal("a node with a graph of its own", "nodes without branches and loops");
                case 22 or 23:
                    throw Refusal("sparse constants", "dense ones");
                case 8 when IsClassLabels(name):
                    AddIntegers(labels, fields);
                    break;
                case 9 when IsClassLabels(name):
                    Add(labels, fields.Text());
                    break;
            }
        }

        if (labels.Count > 0)
        {
            _classes =
                _classes is null || _classes.SequenceEqual(labels)
                    ? labels
                    : throw Refusal("two lists of classes that differ", "one list of classes");
        }
    }

    private static bool IsClassLabels(string name) => name is "classlabels_strings" or "classlabels_ints" or "classlabels_int64s";

    /// <summary>One number, or many in one field.</summary>
    private static void AddIntegers(List<string> labels, ProtobufReader field)
    {
        if (field.Bytes.IsEmpty)
        {
            Add(labels, field.Integer.ToString(CultureInfo.InvariantCulture));
            return;
        }

        foreach (var number in ProtobufReader.Packed(field.Bytes, MaxClasses))
        {
            Add(labels, number.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static void Add(List<string> labels, string label)
    {
        if (labels.Count >= MaxClasses)
        {
            throw Refusal($"more than {MaxClasses:N0} classes", $"{MaxClasses:N0} at most");
        }

        labels.Add(label);
    }

    private void CheckTensor(ReadOnlySpan<byte> bytes)
    {
        var fields = new ProtobufReader(bytes);
        while (fields.Next())
        {
            if (fields.Field == 13 || (fields.Field == 14 && fields.Integer != 0))
            {
                throw Refusal("constants in another file (external data)", "all constants in this file");
            }

            if (fields.Field == 8 && fields.Text() is { Length: > 0 } name)
            {
                _constants.Add(name);
            }
        }
    }

    private static void Add(List<OnnxValue> values, ReadOnlySpan<byte> bytes)
    {
        if (values.Count >= MaxValues)
        {
            throw Refusal($"more than {MaxValues:N0} inputs or outputs", $"{MaxValues:N0} at most");
        }

        var fields = new ProtobufReader(bytes);
        var (name, type, shape) = ("", 0L, new List<long?>());
        while (fields.Next())
        {
            if (fields.Field == 1)
            {
                name = fields.Text();
            }
            else if (fields.Field == 2)
            {
                type = ReadTensorType(fields.Bytes, shape);
            }
        }

        values.Add(new(name, Enum.IsDefined((OnnxElementType)type) ? (OnnxElementType)type : OnnxElementType.Undefined, shape));
    }

    /// <summary>The type of the elements; 0 for what is no tensor.</summary>
    private static long ReadTensorType(ReadOnlySpan<byte> bytes, List<long?> shape)
    {
        var kinds = new ProtobufReader(bytes);
        var type = 0L;
        while (kinds.Next())
        {
            if (kinds.Field != 1)
            {
                continue;
            }

            var fields = new ProtobufReader(kinds.Bytes);
            while (fields.Next())
            {
                type = fields.Field == 1 ? fields.Integer : type;
                if (fields.Field == 2)
                {
                    ReadShape(fields.Bytes, shape);
                }
            }
        }

        return type;
    }

    private static void ReadShape(ReadOnlySpan<byte> bytes, List<long?> shape)
    {
        var dimensions = new ProtobufReader(bytes);
        while (dimensions.Next())
        {
            if (dimensions.Field != 1)
            {
                continue;
            }

            var fields = new ProtobufReader(dimensions.Bytes);
            var size = (long?)null;
            while (fields.Next())
            {
                size = fields.Field == 1 ? fields.Integer : size;
            }

            shape.Add(shape.Count < MaxDimensions ? size : throw Refusal("a tensor of many dimensions", "one or two"));
        }
    }
}
