using MLOpsFunctions.Definitions;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Models;

namespace MLOpsFunctions.Shared.Tests.Learning.Boosting;

public sealed class ForestFormatTests
{
    private static readonly byte[] Written = SampleTables.Bytes(
        new BoostedTreesTrainer()
            .Train(
                SampleTables.Mixed(21, 300, 3),
                null,
                new() { ["trees"] = 3, ["leaves"] = 6 },
                SampleTables.Context(ModelTask.Multiclass)
            )
            .Model
    );

    [Fact]
    public void Whatever_the_bytes_the_reader_refuses_them_or_gives_a_model_that_scores_and_explains()
    {
        var random = new Random(1);
        var accepted = 0;
        for (var i = 0; i < 20_000; i++)
        {
            accepted += Try(Mutate(random)) ? 1 : 0;
        }

        // Values of leaves, thresholds and covers may change without harm.
        Assert.InRange(accepted, 100, 19_900);
    }

    [Fact]
    public void A_payload_cut_short_or_continued_is_refused()
    {
        for (var length = 0; length < Written.Length; length++)
        {
            Assert.False(Try(Written[..length]));
        }

        Assert.False(Try([.. Written, 0]));
    }

    private static byte[] Mutate(Random random)
    {
        var bytes = (byte[])Written.Clone();
        for (var n = random.Next(1, 4); n > 0; n--)
        {
            var at = random.Next(3) == 0 ? random.Next(Math.Min(64, bytes.Length - 4)) : random.Next(bytes.Length - 4);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    BitConverter.TryWriteBytes(bytes.AsSpan(at), random.Next());
                    break;
                default:
                    BitConverter.TryWriteBytes(
                        bytes.AsSpan(at),
                        new[] { 0, -1, int.MaxValue, int.MinValue, 0x7F800000, 0x7FC00000 }[random.Next(6)]
                    );
                    break;
            }
        }

        return bytes;
    }

    private static bool Try(byte[] bytes)
    {
        IModel model;
        try
        {
            model = ModelKinds.BuiltIn.Read("gbdt", bytes);
        }
        catch (InvalidModelException)
        {
            return false;
        }

        var row = new float[Math.Min(model.FeatureCount, 1_000)];
        row.AsSpan().Fill(3);
        if (row.Length == model.FeatureCount)
        {
            model.Score(row, new double[model.OutputCount]);
            ((IExplainable)model).Explain(row, new double[model.OutputCount * (model.FeatureCount + 1)]);
        }

        return true;
    }
}
