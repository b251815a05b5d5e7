using System.Globalization;

namespace MLOpsFunctions.Onnx;

/// <summary>
/// Builds an ONNX model node by node. A value is named by a string that the graph gives; names of inputs and outputs
/// are the caller's.
/// </summary>
internal sealed class OnnxGraph
{
    /// <summary>The domain of trees, text maps and other classical operators.</summary>
    public const string ClassicalDomain = "ai.onnx.ml";

    private const long IrVersion = 8;
    private const long Opset = 17;
    private const long ClassicalOpset = 3;

    private readonly List<Action<ProtobufWriter>> _nodes = [];
    private readonly List<Action<ProtobufWriter>> _constants = [];
    private readonly List<Action<ProtobufWriter>> _inputs = [];
    private readonly List<Action<ProtobufWriter>> _outputs = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<(OnnxElementType, string), string> _scalars = [];
    private int _next;

    /// <summary>Declares a column of rows x 1 as an input. All inputs come before all nodes.</summary>
    public string Input(string name, OnnxElementType type)
    {
        _names.Add(name);
        _inputs.Add(writer => WriteValue(writer, name, type, [null, 1]));
        return name;
    }

    /// <summary>Declares an output. Where a column has its name, it gets an underscore.</summary>
    /// <param name="value">What it gives.</param>
    /// <param name="type">Its elements.</param>
    /// <param name="width">Numbers a row; null: the output has one dimension.</param>
    public void Output(string name, string value, OnnxElementType type, int? width = null)
    {
        while (!_names.Add(name))
        {
            name += "_";
        }

        AddNode("Identity", "", [value], name, []);
        _outputs.Add(writer => WriteValue(writer, name, type, width is { } columns ? [null, columns] : [null]));
    }

    public string Constant(OnnxTensor tensor)
    {
        var name = NewName();
        _constants.Add(writer => tensor.Write(writer, name));
        return name;
    }

    /// <summary>A number that is broadcast over rows; each is stored once.</summary>
    public string Constant(double value) => Scalar(OnnxElementType.Double, Text(value), () => OnnxTensor.Of([value]));

    /// <summary>A whole number that is broadcast over rows; each is stored once.</summary>
    public string Constant(long value) => Scalar(OnnxElementType.Int64, Text(value), () => OnnxTensor.Of([value]));

    /// <summary>A float that is broadcast over rows; each is stored once.</summary>
    public string Constant(float value) => Scalar(OnnxElementType.Float, Text(value), () => OnnxTensor.Of([value]));

    /// <summary>Applies an operator with one output.</summary>
    public string Apply(string op, IReadOnlyList<string> inputs, params IReadOnlyList<OnnxAttribute> attributes) =>
        AddNode(op, "", inputs, NewName(), attributes);

    /// <summary>Applies a classical operator with one output.</summary>
    public string ApplyClassical(string op, IReadOnlyList<string> inputs, params IReadOnlyList<OnnxAttribute> attributes) =>
        AddNode(op, ClassicalDomain, inputs, NewName(), attributes);

    /// <summary>The same numbers as another type.</summary>
    public string Cast(string value, OnnxElementType type) => Apply("Cast", [value], new OnnxAttribute("to", (long)type));

    /// <summary>The model file.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="version">The model's version.</param>
    /// <param name="program">The program that made it, and the program's version.</param>
    /// <param name="metadata">What readers may want to know, by key.</param>
    public byte[] Write(string name, int version, (string Name, string Version) program, IReadOnlyList<(string Key, string Value)> metadata)
    {
        var writer = new ProtobufWriter();
        writer.Integer(1, IrVersion);
        writer.Text(2, program.Name);
        writer.Text(3, program.Version);
        writer.Integer(5, version);
        writer.Message(7, graph => WriteGraph(graph, name));
        WriteOpset(writer, "", Opset);
        WriteOpset(writer, ClassicalDomain, ClassicalOpset);
        foreach (var (key, value) in metadata)
        {
            writer.Message(
                14,
                entry =>
                {
                    entry.Text(1, key);
                    entry.Text(2, value);
                }
            );
        }

        return writer.Written.ToArray();
    }

    /// <summary>Writes an output of floats, of any shape.</summary>
    public static void WriteTensorOutput(ProtobufWriter writer, string name)
    {
        writer.Text(1, name);
        writer.Message(2, kind => kind.Message(1, tensor => tensor.Integer(1, (long)OnnxElementType.Float)));
    }

    private static void WriteOpset(ProtobufWriter writer, string domain, long version) =>
        writer.Message(
            8,
            opset =>
            {
                opset.Text(1, domain);
                opset.Integer(2, version);
            }
        );

    private void WriteGraph(ProtobufWriter writer, string name)
    {
        Each(1, _nodes);
        writer.Text(2, name);
        Each(5, _constants);
        Each(11, _inputs);
        Each(12, _outputs);

        void Each(int field, List<Action<ProtobufWriter>> parts) => parts.ForEach(part => writer.Message(field, part));
    }

    private string AddNode(string op, string domain, IReadOnlyList<string> inputs, string output, IReadOnlyList<OnnxAttribute> attributes)
    {
        _nodes.Add(writer =>
        {
            foreach (var input in inputs)
            {
                writer.Text(1, input);
            }

            writer.Text(2, output);
            writer.Text(4, op);
            foreach (var attribute in attributes)
            {
                writer.Message(5, attribute.Write);
            }

            if (domain.Length > 0)
            {
                writer.Text(7, domain);
            }
        });
        return output;
    }

    /// <summary>Writes the message <c>ValueInfoProto</c>; a dimension without a number is that of the rows.</summary>
    private static void WriteValue(ProtobufWriter writer, string name, OnnxElementType type, IReadOnlyList<int?> shape)
    {
        writer.Text(1, name);
        writer.Message(2, kind => kind.Message(1, WriteTensor));

        void WriteTensor(ProtobufWriter tensor)
        {
            tensor.Integer(1, (long)type);
            tensor.Message(
                2,
                dimensions =>
                {
                    foreach (var size in shape)
                    {
                        dimensions.Message(1, dimension => WriteSize(dimension, size));
                    }
                }
            );
        }
    }

    private static void WriteSize(ProtobufWriter dimension, int? size)
    {
        if (size is { } known)
        {
            dimension.Integer(1, known);
        }
        else
        {
            dimension.Text(2, "rows");
        }
    }

    private string Scalar(OnnxElementType type, string text, Func<OnnxTensor> make)
    {
        if (!_scalars.TryGetValue((type, text), out var name))
        {
            // One dimension of one number: it broadcasts like a number, and has a row where an operator gathers.
            _scalars.Add((type, text), name = Constant(make() with { Shape = [1] }));
        }

        return name;
    }

    private string NewName()
    {
        string name;
        do
        {
            name = string.Create(CultureInfo.InvariantCulture, $"v{_next++}");
        } while (!_names.Add(name));
        return name;
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
