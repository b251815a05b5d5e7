using MLOpsFunctions.Definitions;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Contracts;

/// <summary>The models that a trainer makes.</summary>
public abstract partial class TrainerContract
{
    [Theory]
    [MemberData(nameof(Tasks))]
    public void A_model_comes_back_from_its_bytes_as_it_was(ModelTask task, int classes)
    {
        var set = Table(400, classes, 1);
        var model = Train(set, task).Model;

        var read = Kinds.Read(model.Kind, model.Bytes());

        Assert.Equal((model.Kind, model.FeatureCount, model.OutputCount), (read.Kind, read.FeatureCount, read.OutputCount));
        Assert.Equal(model.Bytes(), read.Bytes());
        Assert.Equal(model.Scores(set.Features), read.Scores(set.Features));
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void A_row_scores_alone_as_in_a_batch_and_beside_others(ModelTask task, int classes)
    {
        var set = Table(1_100, classes, 1);
        var model = Train(set, task).Model;
        var batch = model.Scores(set.Features);

        Assert.Equal(batch, model.Scores(set.Features, threads: 4));
        var alone = new double[batch.Length];
        Parallel.For(
            0,
            set.Features.RowCount,
            new() { MaxDegreeOfParallelism = 8 },
            row =>
            {
                var features = new float[model.FeatureCount];
                set.Features.CopyRow(row, features);
                model.Score(features, alone.AsSpan(row * model.OutputCount, model.OutputCount));
            }
        );
        Assert.Equal(batch, alone);
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void A_row_is_scored_without_allocating(ModelTask task, int classes)
    {
        var set = Table(300, classes, 1);
        var model = Train(set, task).Model;
        var (row, output) = (new float[model.FeatureCount], new double[model.OutputCount]);
        set.Features.CopyRow(0, row);

        // The least of several rounds: what the runtime itself allocates once, while it compiles the loop again, is not the model's.
        Assert.Equal(0, Enumerable.Range(0, 5).Min(_ => Allocated()));

        long Allocated()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++)
            {
                model.Score(row, output);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void A_shortened_or_lengthened_model_is_refused(ModelTask task, int classes)
    {
        var model = Train(Table(200, classes, 1), task).Model;
        var bytes = model.Bytes();

        Assert.All(
            Enumerable.Range(0, 100).Select(part => (int)((long)bytes.Length * part / 100)),
            length => Assert.Throws<InvalidModelException>(() => Kinds.Read(model.Kind, bytes.AsMemory(0, length)))
        );
        Assert.Throws<InvalidModelException>(() => Kinds.Read(model.Kind, (byte[])[.. bytes, 0]));
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void A_damaged_model_is_refused_or_scores(ModelTask task, int classes)
    {
        var set = Table(200, classes, 1);
        var model = Train(set, task).Model;
        var (bytes, random, row) = (model.Bytes(), new Random(5), new float[model.FeatureCount]);
        set.Features.CopyRow(0, row);
        var most = 20 * bytes.Length + (1 << 22);
        for (var i = 0; i < 400; i++)
        {
            var damaged = (byte[])bytes.Clone();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                var read = Kinds.Read(model.Kind, damaged);
                read.Score(row.AsSpan(0, Math.Min(row.Length, read.FeatureCount)), new double[read.OutputCount]);
            }
            catch (Exception refusal) when (refusal is InvalidModelException)
            {
                Assert.NotEmpty(refusal.Message);
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, most);
        }
    }
}
