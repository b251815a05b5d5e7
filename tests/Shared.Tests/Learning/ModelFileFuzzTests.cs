using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Forecasting;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Learning.Linear;
using MLOpsFunctions.Models;
using MLOpsFunctions.Models.Calibration;
using MLOpsFunctions.Shared.Tests.Learning.Boosting;

namespace MLOpsFunctions.Shared.Tests.Learning;

/// <summary>
/// Damaged and forged model files of every kind. Most have right digests, as a forger's would, so that the damage
/// reaches the readers of the parts. <c>FUZZED_MODELS</c> says how many files are tried in all.
/// </summary>
public sealed class ModelFileFuzzTests
{
    /// <summary>
    /// What reading a file of some kilobytes may allocate: a plan may ask for 2^20 features, each a record of some 100
    /// bytes and its name.
    /// </summary>
    private const long MaxAllocated = 256L << 20;

    private static readonly int Files = int.Parse(
        Environment.GetEnvironmentVariable("FUZZED_MODELS") ?? "4000",
        CultureInfo.InvariantCulture
    );
    private static readonly DataFrame Frame = MakeFrame(300);
    private static readonly DataFrame Asked = new([.. Frame.Columns.Select(column => column.Take([.. Enumerable.Range(0, 40)]))], 40);
    private static readonly int[] Edges = [0, 1, -1, 2, 255, 65_536, 1 << 20, int.MaxValue, int.MinValue, 0x7F800000, 0x7FC00000];

    private static readonly ColumnSchema[] Schema =
    [
        new("size", ColumnType.Number, ColumnRole.Feature),
        new("city", ColumnType.Text, ColumnRole.Feature),
        new("day", ColumnType.Time, ColumnRole.Time),
        new("note", ColumnType.Text, ColumnRole.Feature, TextKind.Prose),
    ];

    public static TheoryData<string, ModelTask> Kinds =>
        new()
        {
            { "baseline", ModelTask.Multiclass },
            { "gbdt", ModelTask.Binary },
            { "ensemble", ModelTask.Binary },
            { "gbdt", ModelTask.Multiclass },
            { "iforest", ModelTask.Anomaly },
            { "kernel", ModelTask.Binary },
            { "kernel", ModelTask.Regression },
            { "kmeans", ModelTask.Clustering },
            { "linear", ModelTask.Binary },
            { "linear", ModelTask.Regression },
            { "linear", ModelTask.Forecast },
            { "mean-forecast", ModelTask.Forecast },
            { "seasonal-naive", ModelTask.Forecast },
        };

    [Fact]
    public void Every_kind_is_tried() =>
        Assert.Equal(ModelKinds.BuiltIn.All, Kinds.Select(row => (string)row[0]).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Whatever_is_damaged_or_forged_is_refused_or_answers(string kind, ModelTask task)
    {
        var file = Train(kind, task);
        var random = new Random((31 * (int)task) + kind.Length);
        var (accepted, tried) = (0, Math.Max(1, Files / Kinds.Count));
        for (var i = 0; i < tried; i++)
        {
            accepted += Try(Mutate(file, random)) ? 1 : 0;
        }

        // A number may change to another that a model could have; and were hardly any file refused, none would have been damaged.
        Assert.InRange(accepted, 1, tried * 3 / 4);
    }

    private static byte[] Mutate(byte[] file, Random random) =>
        random.Next(8) switch
        {
            0 => Damage(file, random),
            1 => file[..random.Next(file.Length)],
            2 => Announce(file, random),
            _ => Forge(file, random),
        };

    /// <summary>The header lies about itself or a section, under a right digest of its own.</summary>
    private static byte[] Announce(byte[] file, Random random)
    {
        var forged = (byte[])file.Clone();
        var header = 16 + (80 * BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(12)));
        var row = 16 + (80 * random.Next((header - 16) / 80));
        var at = new[] { 8, 12, row + random.Next(32), row + 32, row + 36, row + 40, row + 44 }[random.Next(7)];
        BinaryPrimitives.WriteInt32LittleEndian(
            forged.AsSpan(at),
            random.Next(3) == 0
                ? Edges[random.Next(Edges.Length)]
                : BinaryPrimitives.ReadInt32LittleEndian(forged.AsSpan(at)) + random.Next(-64, 65)
        );
        SHA256.HashData(forged.AsSpan(0, header), forged.AsSpan(header));
        return forged;
    }

    /// <summary>One section is altered, cut, continued, left out or put in another's place; all digests are right again.</summary>
    private static byte[] Forge(byte[] file, Random random)
    {
        var sections = ModelFile.Read(file).Select(section => (section.Key, Bytes: section.Value.ToArray())).ToList();
        var i = random.Next(4) == 0 ? random.Next(sections.Count) : sections.FindIndex(section => section.Key == "model");
        var (name, bytes) = sections[i];
        switch (random.Next(8))
        {
            case 0:
                sections[i] = (name, bytes[..random.Next(bytes.Length)]);
                break;
            case 1:
                sections[i] = (name, [.. bytes, .. bytes.AsSpan(random.Next(bytes.Length))]);
                break;
            case 2 when random.Next(4) == 0:
                sections.RemoveAt(i);
                break;
            case 2:
                sections[i] = (name, sections[random.Next(sections.Count)].Bytes);
                break;
            default:
                sections[i] = (name, name == "model" ? Damage(bytes, random) : Rewrite(bytes, random));
                break;
        }

        using var stream = new MemoryStream();
        ModelFile.Write(stream, sections);
        return stream.ToArray();
    }

    private static byte[] Damage(byte[] original, Random random)
    {
        var bytes = (byte[])original.Clone();
        for (var n = random.Next(1, 4); n > 0; n--)
        {
            // Counts and sizes stand first.
            var at = random.Next(random.Next(3) == 0 ? Math.Min(64, bytes.Length) : bytes.Length);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                default:
                    BinaryPrimitives.TryWriteInt32LittleEndian(
                        bytes.AsSpan(at),
                        random.Next(2) == 0 ? random.Next() : Edges[random.Next(Edges.Length)]
                    );
                    break;
            }
        }

        return bytes;
    }

    /// <summary>A document with one of its values, or a piece of it, replaced.</summary>
    private static byte[] Rewrite(byte[] document, Random random)
    {
        string[] values =
        [
            "null",
            "0",
            "-1",
            "65536",
            "2147483647",
            "1e308",
            "\"\"",
            "[]",
            "{}",
            "[null]",
            "true",
            "\"size\"",
            "\"binary\"",
            "\"native\"",
        ];
        var text = Encoding.UTF8.GetString(document);
        var starts = Enumerable.Range(0, text.Length).Where(at => text[at] is ':' or ',' or '[').ToArray();
        var from = starts[random.Next(starts.Length)] + 1;
        var to = Math.Max(from, text.IndexOfAny([',', ']', '}'], from));
        return random.Next(4) == 0
            ? Damage(document, random)
            : Encoding.UTF8.GetBytes(text[..from] + values[random.Next(values.Length)] + text[to..]);
    }

    private static bool Try(byte[] file)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        TrainedModel model;
        try
        {
            model = TrainedModel.Read(file, ModelKinds.BuiltIn);
        }
        catch (InvalidModelException)
        {
            return false;
        }
        finally
        {
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, MaxAllocated);
        }

        try
        {
            Assert.Equal(Asked.RowCount, model.Predict(Asked).Values.Length);
            model.Explain(Asked);
        }
        catch (ProblemException)
        {
            // The signature now asks for something else than the rows hold.
        }

        return true;
    }

    private static byte[] Train(string kind, ModelTask task)
    {
        var name = kind switch
        {
            "seasonal-naive" => BuiltInTrainers.Baseline,
            "mean-forecast" => "combination",
            _ => kind,
        };
        var trainer = BuiltInTrainers.BuiltIn.Single(trainer => trainer.Name == name);
        if (task == ModelTask.Forecast)
        {
            return TrainForecast(trainer);
        }

        string[] classes = task switch
        {
            ModelTask.Binary => ["no", "yes"],
            ModelTask.Multiclass => ["low", "middle", "high"],
            _ => [],
        };
        var plan = FeaturePlan.Fit(
            Frame,
            Schema,
            [.. Enumerable.Range(0, Frame.RowCount)],
            new() { HashBuckets = 2, MaxLevels = 2 },
            trainer.Encoding
        );
        var sizes = ((NumberColumn)Frame.Find("size")!).Values;
        var labels = sizes
            .Select((size, row) => classes.Length == 0 ? size + (row % 3) : Math.Floor(((size + (row % 3)) % 12) * classes.Length / 12))
            .ToArray();
        TrainerParameters parameters = kind switch
        {
            "gbdt" => new() { ["trees"] = 4, ["leaves"] = 6 },
            "iforest" => new() { ["trees"] = 5 },
            "ensemble" => new()
            {
                ["1.gbdt.trees"] = 5,
                ["1.gbdt.weight"] = 0.5,
                ["2.kernel.weight"] = 0.3,
                ["3.linear.weight"] = 0.2,
            },
            _ => new(),
        };
        var training = new TrainingSet(plan.Encode(Frame), labels, classes.Length);
        if (kind == "gbdt")
        {
            (plan, training) = new TextTargetEncodingFitter(
                Frame,
                [.. Enumerable.Range(0, Frame.RowCount)],
                SampleTables.Context(task)
            ).Add(plan, training);
            Assert.NotNull(plan.Columns.Single(column => column.Column == "note").Prose!.Scores);
        }

        var model = trainer.Train(training, null, parameters, SampleTables.Context(task)).Model;
        using var stream = new MemoryStream();
        new TrainedModel
        {
            Task = task,
            Classes = classes,
            Label = "late",
            Signature = Schema,
            Plan = plan,
            Model = model,
            Rule = task == ModelTask.Binary ? new(new(CalibrationMethod.Platt, 0.5, 0.25), 0.3) : null,
        }.Write(stream);
        return stream.ToArray();
    }

    private static byte[] TrainForecast(ITrainer trainer)
    {
        ColumnSchema[] schema =
        [
            new("size", ColumnType.Number, ColumnRole.Label),
            new("city", ColumnType.Text, ColumnRole.Group),
            Schema[2],
            Schema[3],
        ];
        int[] rows = [.. Enumerable.Range(0, Frame.RowCount)];
        var plan = SeriesPlanFit.Fit(Frame, schema, rows, [290, 299], "size", new() { Horizon = 3, Seasons = [2, 6] });
        var history = plan.HistoryOf(Frame, whole: true);
        var steps = plan.StepsOf(Frame, rows);
        var extended = plan.Extend(Frame, history, steps, Array.ConvertAll(steps, step => step - 2), threads: 1);
        var scale = plan.ScaleOf(extended)!;
        var features = FeaturePlan.Fit(extended, plan.Learned(extended), rows, new(), trainer.Encoding);
        var labels = scale.Normalise(((NumberColumn)Frame.Find("size")!).Values);
        using var stream = new MemoryStream();
        new TrainedModel
        {
            Task = ModelTask.Forecast,
            Classes = [],
            Label = "size",
            Signature = schema[1..],
            Plan = features,
            Model = trainer.Train(new(features.Encode(extended), labels, 0), null, new(), SampleTables.Context(ModelTask.Forecast)).Model,
            Series = new(plan, plan.HistoryOf(Frame, whole: false)),
        }.Write(stream);
        return stream.ToArray();
    }

    private static DataFrame MakeFrame(int rows)
    {
        var random = new Random(5);
        return new(
            [
                new NumberColumn("size", [.. Enumerable.Range(0, rows).Select(_ => (double)random.Next(10))]),
                new TextColumn("city", [.. Enumerable.Range(0, rows).Select(_ => random.Next(-1, 4))], ["Rome", "Oslo", "Lima", "Bern"]),
                new TimeColumn("day", [.. Enumerable.Range(0, rows).Select(row => new DateTime(2024, 1, 1).AddHours(row * 7).Ticks)]),
                new TextColumn(
                    "note",
                    [.. Enumerable.Range(0, rows).Select(row => row % 9 == 8 ? -1 : row % 12)],
                    [.. Enumerable.Range(0, 12).Select(i => $"a note of {(i % 2 == 0 ? "rain" : "sun")} and day {i}")]
                ),
            ],
            rows
        );
    }
}
