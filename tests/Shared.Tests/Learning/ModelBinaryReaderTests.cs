using MLOpsFunctions.Learning;
using MLOpsFunctions.Models;

namespace MLOpsFunctions.Shared.Tests.Learning;

public sealed class ModelBinaryReaderTests
{
    [Fact]
    public void What_a_binary_writer_wrote_is_read_back()
    {
        var reader = Written(writer =>
        {
            writer.Write((byte)7);
            writer.Write(-3);
            writer.Write(0.1);
            writer.Write("Zürich");
            writer.Write(2);
            writer.Write(1.5);
            writer.Write(2.5);
        });

        Assert.Equal(7, reader.ReadByte());
        Assert.Equal(-3, reader.ReadInt32("n", -3, 0));
        Assert.Equal(0.1, reader.ReadFinite("x"));
        Assert.Equal("Zürich", reader.ReadString("city", 16));
        Assert.Equal([1.5, 2.5], reader.ReadFinite("xs", reader.ReadCount("xs", sizeof(double))));
        reader.End();
    }

    [Fact]
    public void A_count_beyond_what_follows_is_refused_before_anything_is_allocated()
    {
        var reader = Written(writer => writer.Write(int.MaxValue));
        Assert.Throws<InvalidModelException>(() => reader.ReadCount("rows", 1));
    }

    [Fact]
    public void Values_out_of_bounds_are_refused()
    {
        Assert.Throws<InvalidModelException>(() => Written(w => w.Write(5)).ReadInt32("n", 0, 4));
        Assert.Throws<InvalidModelException>(() => Written(w => w.Write(double.NaN)).ReadFinite("x"));
        Assert.Throws<InvalidModelException>(() => Written(w => w.Write("abc")).ReadString("s", 2));
        Assert.Throws<InvalidModelException>(() => Written(w => w.Write([1, 0xFF])).ReadString("s", 2));
        Assert.Throws<InvalidModelException>(() => Written(w => w.Write([0xFF, 0xFF, 0xFF, 0xFF, 0xFF])).ReadString("s", 2));
        Assert.Throws<InvalidModelException>(() => Written(w => w.Write((byte)1)).ReadFinite("x"));
        Assert.Throws<InvalidModelException>(() => Written(w => w.Write(1)).ReadFinite("xs", int.MaxValue));
        Assert.Throws<InvalidModelException>(() => Written(w => w.Write(1)).End());
    }

    [Fact]
    public void A_kind_outside_the_list_is_refused() =>
        Assert.Throws<InvalidModelException>(() => ModelKinds.BuiltIn.Read("System.Diagnostics.Process", ReadOnlyMemory<byte>.Empty));

    private static ModelBinaryReader Written(Action<BinaryWriter> write)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        write(writer);
        writer.Flush();
        return new ModelBinaryReader(stream.ToArray());
    }
}
