using MLOpsFunctions.Contracts;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Models;

namespace MLOpsFunctions.Shared.Tests.Pipelines;

/// <summary>How a version behaves that is on trial.</summary>
internal enum Behaviour : byte
{
    /// <summary>Yes to every number above zero.</summary>
    Sound,

    /// <summary>What it has learned of shuffled labels: always the commoner class.</summary>
    Shuffled,

    /// <summary>Sound, and a hundred times as slow.</summary>
    Slow,

    /// <summary>It gives what is no number.</summary>
    NotFinite,

    /// <summary>It throws.</summary>
    Throws,

    /// <summary>It does not come back before the test lets it.</summary>
    Hangs,
}

/// <summary>A model of one number that behaves as its file says, but for the row of missing values by which it is probed: a zero.</summary>
internal sealed class TrialModel(Behaviour behaviour, FakeTime time, ManualResetEventSlim release) : IModel
{
    public const string KindName = "trial";

    public string Kind => KindName;

    public int FeatureCount => 1;

    public int OutputCount => 1;

    /// <summary>The kinds of a host that reads such models.</summary>
    public static ModelKinds Kinds(FakeTime time, ManualResetEventSlim release) =>
        ModelKinds.BuiltIn.With(
            new Dictionary<string, Func<ModelBinaryReader, IModel>>
            {
                [KindName] = reader => new TrialModel((Behaviour)reader.ReadByte(), time, release),
            }
        );

    public void Score(ReadOnlySpan<float> row, Span<double> output)
    {
        output[0] = row[0] > 0 ? 0.9 : 0.1;
        if (row[0] == 0)
        {
            output[0] = 0.5;
            return;
        }

        switch (behaviour)
        {
            case Behaviour.Shuffled:
                output[0] = 0.4;
                break;
            case Behaviour.Slow:
                time.Advance(TimeSpan.FromMilliseconds(20));
                break;
            case Behaviour.NotFinite:
                output[0] = double.NaN;
                break;
            case Behaviour.Throws:
                throw new InvalidOperationException("The model is broken.");
            case Behaviour.Hangs:
                release.Wait();
                break;
        }
    }

    public void ScoreAll(FeatureMatrix features, Span<double> output, int threads)
    {
        for (var row = 0; row < features.RowCount; row++)
        {
            Score([features.Columns[0][row]], output.Slice(row, 1));
        }
    }

    public void Write(BinaryWriter writer) => writer.Write((byte)behaviour);
}
