using MLOpsFunctions.Onnx;

namespace MLOpsFunctions.Shared.Tests.Onnx;

/// <summary>What a file from elsewhere may not hold is refused by name, before any part of it runs.</summary>
public sealed class OnnxFileReaderTests
{
    [Fact]
    public void A_plain_model_says_what_it_takes_and_gives()
    {
        var file = OnnxFileReader.Read(Model(node => Node(node, "Neg")));

        var (input, output) = (Assert.Single(file.Inputs), Assert.Single(file.Outputs));
        Assert.Equal(("x", OnnxElementType.Float, "y"), (input.Name, input.Type, output.Name));
    }

    [Theory]
    [InlineData("Evil", "com.evil", "'com.evil.Evil'")]
    [InlineData("Loop", "", "'Loop'")]
    [InlineData("If", "", "'If'")]
    [InlineData("Scan", "", "'Scan'")]
    [InlineData("RandomNormal", "", "'RandomNormal'")]
    [InlineData("ConstantOfShape", "", "'ConstantOfShape'")]
    public void An_operator_outside_the_list_is_refused(string op, string domain, string named) =>
        AssertRefused(Model(node => Node(node, op, domain)), named);

    [Fact]
    public void A_domain_outside_the_list_is_refused() =>
        AssertRefused([.. Model(node => Node(node, "Neg")), .. Message(8, opset => opset.Text(1, "com.evil"))], "domain 'com.evil'");

    [Fact]
    public void A_graph_within_a_node_is_refused_whatever_the_operator() =>
        AssertRefused(
            Model(node =>
            {
                Node(node, "Neg");
                node.Message(5, attribute => attribute.Message(6, graph => graph.Text(2, "inner")));
            }),
            "a graph of its own"
        );

    [Fact]
    public void Constants_in_another_file_are_refused() =>
        AssertRefused([.. Model(node => Node(node, "Neg")), .. Message(7, graph => graph.Message(5, External))], "external data");

    [Fact]
    public void Functions_are_refused() =>
        AssertRefused([.. Model(node => Node(node, "Neg")), .. Message(25, function => function.Text(1, "f"))], "functions");

    [Fact]
    public void More_nodes_than_a_tabular_model_has_are_refused()
    {
        var graph = Message(7, graph => graph.Message(1, node => Node(node, "Neg")));

        AssertRefused([.. Enumerable.Repeat(graph, 10_001).SelectMany(bytes => bytes)], "nodes");
    }

    [Fact]
    public void A_length_beyond_the_file_is_refused_without_allocating_it() =>
        AssertRefused([(7 << 3) | 2, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 1, 2, 3], "does not fit");

    [Fact]
    public void No_damaged_byte_and_no_cut_gives_more_than_a_refusal()
    {
        var whole = Model(node => Node(node, "Neg"));
        for (var at = 0; at < whole.Length; at++)
        {
            Try(whole[..at]);
            for (var bit = 0; bit < 8; bit++)
            {
                var damaged = (byte[])whole.Clone();
                damaged[at] ^= (byte)(1 << bit);
                Try(damaged);
            }
        }
    }

    private static void Try(byte[] file)
    {
        try
        {
            OnnxFileReader.Read(file);
        }
        catch (ProblemException)
        {
            // A refusal.
        }
    }

    private static void AssertRefused(byte[] file, string named)
    {
        var refusal = Assert.Throws<ProblemException>(() => OnnxFileReader.Read(file)).Problem;

        Assert.Equal(422, refusal.Status);
        Assert.Contains(named, refusal.Found);
    }

    private static void External(ProtobufWriter tensor)
    {
        tensor.Message(13, entry => entry.Text(1, "location"));
        tensor.Integer(14, 1);
    }

    private static void Node(ProtobufWriter node, string op, string domain = "")
    {
        node.Text(1, "x");
        node.Text(2, "y");
        node.Text(4, op);
        node.Text(7, domain);
    }

    private static byte[] Model(Action<ProtobufWriter> node) =>
        Message(
            7,
            graph =>
            {
                graph.Message(1, node);
                graph.Message(11, input => OnnxGraph.WriteTensorOutput(input, "x"));
                graph.Message(12, output => OnnxGraph.WriteTensorOutput(output, "y"));
            }
        );

    private static byte[] Message(int field, Action<ProtobufWriter> write)
    {
        var writer = new ProtobufWriter();
        writer.Message(field, write);
        return writer.Written.ToArray();
    }
}
