namespace MLOpsFunctions.Onnx;

/// <summary>A setting of a node.</summary>
/// <param name="Value">A long, float, string or tensor, or a list of the first three.</param>
internal sealed record OnnxAttribute(string Name, object Value)
{
    /// <summary>Writes the message <c>AttributeProto</c>.</summary>
    /// <exception cref="ArgumentException">The value is of another type.</exception>
    public void Write(ProtobufWriter writer)
    {
        writer.Text(1, Name);
        switch (Value)
        {
            case float number:
                writer.Single(2, number);
                writer.Integer(20, 1);
                break;
            case long number:
                writer.Integer(3, number);
                writer.Integer(20, 2);
                break;
            case string text:
                writer.Text(4, text);
                writer.Integer(20, 3);
                break;
            case OnnxTensor tensor:
                writer.Message(5, inner => tensor.Write(inner));
                writer.Integer(20, 4);
                break;
            case float[] numbers:
                writer.Singles(7, numbers);
                writer.Integer(20, 6);
                break;
            case long[] numbers:
                writer.Integers(8, numbers);
                writer.Integer(20, 7);
                break;
            case IReadOnlyList<string> texts:
                foreach (var text in texts)
                {
                    writer.Text(9, text);
                }

                writer.Integer(20, 8);
                break;
            default:
                throw new ArgumentException($"An attribute cannot hold {Value.GetType().Name}.");
        }
    }
}
