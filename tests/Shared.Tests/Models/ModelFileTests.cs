using System.Security.Cryptography;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Models;

namespace MLOpsFunctions.Shared.Tests.Models;

public sealed class ModelFileTests
{
    private static readonly (string, byte[])[] Sections = [("signature", [1, 2, 3]), ("empty", []), ("model", new byte[200])];

    [Fact]
    public void Sections_come_back_in_place()
    {
        var file = Write(Sections);
        var read = ModelFile.Read(file);

        Assert.Equal(["empty", "model", "signature"], read.Keys.Order(StringComparer.Ordinal));
        Assert.Equal([1, 2, 3], read["signature"].ToArray());
        Assert.Equal(0, read["empty"].Length);
        Assert.True(read["model"].Span.Overlaps(file));
    }

    [Fact]
    public void Equal_sections_give_equal_bytes() => Assert.Equal(Write(Sections), Write(Sections));

    [Fact]
    public void Any_altered_or_missing_byte_is_found()
    {
        var file = Write(Sections);
        for (var i = 0; i < file.Length; i++)
        {
            var altered = (byte[])file.Clone();
            altered[i] ^= 0x10;
            Assert.Throws<InvalidModelException>(() => ModelFile.Read(altered));
            Assert.Throws<InvalidModelException>(() => ModelFile.Read(file.AsMemory(0, i)));
        }

        Assert.Throws<InvalidModelException>(() => ModelFile.Read((byte[])[.. file, 0]));
    }

    [Theory]
    [InlineData(12, int.MaxValue)] // section count
    [InlineData(12, -1)]
    [InlineData(8, 0)] // version
    [InlineData(8, 6)]
    [InlineData(16 + 32, 0)] // first section's offset
    [InlineData(16 + 40, int.MaxValue)] // first section's length
    [InlineData(16 + 44, -1)]
    [InlineData(16, 0x2F2F2F2F)] // a name of slashes
    public void A_header_that_lies_is_refused_even_with_a_right_digest(int at, int value)
    {
        var file = Write(Sections);
        BitConverter.TryWriteBytes(file.AsSpan(at), value);
        var header = 16 + (Sections.Length * 80);
        SHA256.HashData(file.AsSpan(0, header), file.AsSpan(header));

        Assert.Throws<InvalidModelException>(() => ModelFile.Read(file));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_file_of_a_version_before_is_read(byte version)
    {
        var file = Write(Sections);
        file[8] = version;
        var header = 16 + (Sections.Length * 80);
        SHA256.HashData(file.AsSpan(0, header), file.AsSpan(header));

        Assert.Equal([1, 2, 3], ModelFile.Read(file)["signature"].ToArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("../x")]
    [InlineData("a name that is longer than thirty-two bytes")]
    public void A_name_outside_the_alphabet_is_not_written(string name) => Assert.Throws<ArgumentException>(() => Write([(name, [])]));

    private static byte[] Write((string, byte[])[] sections)
    {
        using var stream = new MemoryStream();
        ModelFile.Write(stream, sections);
        return stream.ToArray();
    }
}
