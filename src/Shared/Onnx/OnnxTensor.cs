using System.Runtime.InteropServices;

namespace MLOpsFunctions.Onnx;

/// <summary>The type of a tensor's elements, by ONNX's number.</summary>
internal enum OnnxElementType
{
    /// <summary>No type.</summary>
    Undefined = 0,

    /// <summary>32-bit float.</summary>
    Float = 1,

    /// <summary>32-bit whole number.</summary>
    Int32 = 6,

    /// <summary>64-bit whole number.</summary>
    Int64 = 7,

    /// <summary>Text.</summary>
    String = 8,

    /// <summary>True or false.</summary>
    Bool = 9,

    /// <summary>64-bit float.</summary>
    Double = 11,
}

/// <summary>A constant tensor.</summary>
/// <param name="Type">The type of its elements.</param>
/// <param name="Shape">Its dimensions; none: one number.</param>
/// <param name="Raw">Its numbers, little-endian, row by row; empty for texts.</param>
/// <param name="Texts">Its texts; empty for numbers.</param>
internal sealed record OnnxTensor(OnnxElementType Type, long[] Shape, byte[] Raw, IReadOnlyList<string> Texts)
{
    public static OnnxTensor Of(ReadOnlySpan<double> values, params long[] shape) =>
        new(OnnxElementType.Double, shape, MemoryMarshal.AsBytes(values).ToArray(), []);

    public static OnnxTensor Of(ReadOnlySpan<float> values, params long[] shape) =>
        new(OnnxElementType.Float, shape, MemoryMarshal.AsBytes(values).ToArray(), []);

    /// <summary>Whole numbers.</summary>
    public static OnnxTensor Of(ReadOnlySpan<long> values, params long[] shape) =>
        new(OnnxElementType.Int64, shape, MemoryMarshal.AsBytes(values).ToArray(), []);

    public static OnnxTensor Of(IReadOnlyList<string> texts) => new(OnnxElementType.String, [texts.Count], [], texts);

    /// <summary>Writes the message <c>TensorProto</c>.</summary>
    public void Write(ProtobufWriter writer, string? name = null)
    {
        if (Shape.Length > 0)
        {
            writer.Integers(1, Shape);
        }

        writer.Integer(2, (long)Type);
        foreach (var text in Texts)
        {
            writer.Text(6, text);
        }

        if (name is not null)
        {
            writer.Text(8, name);
        }

        if (Type != OnnxElementType.String)
        {
            writer.Bytes(9, Raw);
        }
    }
}
