using MLOpsFunctions.Functions.Stores;

namespace MLOpsFunctions.Functions.Tests.Stores;

public sealed class FirstBlockTests
{
    private const int Block = 1024 * 1024;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300)]
    [InlineData(16 * 1024)]
    [InlineData(100_000)]
    [InlineData(Block - 1)]
    [InlineData(Block)]
    [InlineData(Block + 1)]
    public async Task A_small_blob_takes_a_small_buffer_and_the_first_block_is_whole(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        using var content = new MemoryStream(bytes);

        var first = await FirstBlock.ReadAsync(content, Block, default);

        Assert.Equal(bytes[..Math.Min(length, Block)], first.ToArray());
        Assert.InRange(first.Array!.Length, 0, Math.Max(16 * 1024, 2 * length));
    }
}
