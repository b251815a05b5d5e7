using FsCheck;
using FsCheck.Fluent;
using MLOpsFunctions.Data;

namespace MLOpsFunctions.Shared.Tests.Data;

/// <summary>Frames survive being written, and no bytes do harm when read.</summary>
public sealed class FrameFileTests
{
    [Fact]
    public void A_frame_reads_back_as_it_was() =>
        Prop.ForAll(
                Frames,
                frame =>
                {
                    var again = FrameFile.Read(new MemoryStream(Bytes(frame)));
                    return frame.RowCount == again.RowCount && Bytes(frame).AsSpan().SequenceEqual(Bytes(again));
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Changed_bytes_are_refused_or_read_and_never_do_harm()
    {
        var bytes = Bytes(
            new(
                [
                    new NumberColumn("a", [1, 2, double.NaN]),
                    new TextColumn("b", [0, -1, 1], ["x", "y"]),
                    new TimeColumn("c", [0, TimeColumn.Missing, 5]),
                ],
                3
            )
        );
        var random = new Random(5);
        var refused = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var changed = (byte[])bytes.Clone();
            for (var n = random.Next(1, 4); n > 0; n--)
            {
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            }

            try
            {
                FrameFile.Read(new MemoryStream(changed, 0, random.Next(4) == 0 ? random.Next(changed.Length) : changed.Length));
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 5_000, 19_999);
    }

    private static Arbitrary<DataFrame> Frames =>
        (
            from rows in Gen.Choose(0, 20)
            from numbers in Gen.ArrayOf(ArbMap.Default.GeneratorFor<NormalFloat>(), rows)
            from codes in Gen.ArrayOf(Gen.Choose(-1, 2), rows)
            from ticks in Gen.ArrayOf(Gen.Choose(0, int.MaxValue), rows)
            select new DataFrame(
                [
                    new NumberColumn("n", Array.ConvertAll(numbers, number => number.Get)),
                    new TextColumn("t", codes, ["", "ä", "\u2028"]),
                    new TimeColumn("w", Array.ConvertAll(ticks, tick => (long)tick)),
                ],
                rows
            )
        ).ToArbitrary();

    private static byte[] Bytes(DataFrame frame)
    {
        var stream = new MemoryStream();
        FrameFile.Write(frame, stream);
        return stream.ToArray();
    }
}
