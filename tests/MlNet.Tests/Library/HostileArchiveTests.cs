using System.Buffers.Binary;
using System.IO.Compression;
using MLOpsFunctions.Contracts;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.MlNet.Tests.Library;

/// <summary>Archives made to do harm, with every digest around them right.</summary>
public sealed class HostileArchiveTests
{
    private const int ArchiveAt = 14;
    private const int BodyAt = 0x100;
    private const string Tree = "TransformerChain/Model/Predictor/Model.key";

    /// <summary>
    /// In the body: the size of floats, the number of trees; of the first tree its kind, leaves, two doubles; the
    /// length of the first array, then its first child.
    /// </summary>
    private const int FirstTreeAt = BodyAt + 8;
    private const int FirstChildAt = FirstTreeAt + 1 + 4 + 16 + 4;

    private static readonly byte[] Model = MlNetTrainers
        .BesideBuiltIn.Find("fasttree")
        .Train(TrainerTable.Make(FeatureEncoding.Dense, 200, 2, 1), null, new(), TrainerTable.Context(ModelTask.Binary))
        .Model.Bytes();

    [Fact]
    public void An_archive_packed_again_is_still_the_model() => Read(Packed(Entries()));

    [Fact]
    public void A_child_that_points_back_is_refused() => Refused(Entries(Tree, part => Write(part, FirstChildAt, 0)), "has a child 0");

    [Fact]
    public void A_child_beyond_the_tree_is_refused() =>
        Refused(Entries(Tree, part => Write(part, FirstChildAt, 1_000_000)), "has a child 1000000");

    [Fact]
    public void More_trees_or_nodes_than_bytes_are_refused()
    {
        Refused(Entries(Tree, part => Write(part, BodyAt + 4, int.MaxValue)), "The number of trees is 2147483647");
        Refused(Entries(Tree, part => Write(part, FirstTreeAt + 1, int.MaxValue)), "A tree's nodes");
        Refused(Entries(Tree, part => Write(part, FirstChildAt - 4, int.MaxValue)), "A tree's nodes is 2147483647");
    }

    [Fact]
    public void A_feature_that_rows_do_not_have_is_refused()
    {
        var nodes = BinaryPrimitives.ReadInt32LittleEndian(Entries()[Tree].AsSpan(FirstChildAt - 4));

        Refused(Entries(Tree, part => Write(part, FirstChildAt + (8 * nodes) + 8, 99)), "asks for feature 99");
    }

    [Fact]
    public void A_part_of_another_type_is_refused_whatever_assembly_it_names() =>
        Refused(Entries(Tree, part => "ProcessStartExec\0"u8.CopyTo(part.AsSpan(0x50))), "has no part of such a model");

    [Fact]
    public void A_part_of_another_version_is_refused() => Refused(Entries(Tree, part => Write(part, 0x48, 0x10006)), "version 10006");

    [Fact]
    public void A_body_longer_than_its_part_is_refused() =>
        Refused(Entries(Tree, part => Write(part, 0x18, int.MaxValue)), "has a body of 2147483647 bytes");

    [Theory]
    [InlineData("TransformerChain/Model/Extra/Model.key")]
    [InlineData("../../etc/passwd")]
    [InlineData("Schema")]
    public void An_entry_that_no_such_model_has_is_refused(string name)
    {
        var entries = Entries();
        entries.Add(name, (byte[])entries[Tree].Clone());

        Refused(entries, name.EndsWith("Model.key") ? "nothing refers to" : "that no such model has");
    }

    [Fact]
    public void A_missing_part_is_refused()
    {
        var entries = Entries();
        entries.Remove(Tree);

        Refused(entries, "has no part of such a model");
    }

    [Fact]
    public void A_compressed_entry_is_refused()
    {
        var entries = Entries();
        entries["TransformerChain/TrainSchema"] = new byte[100_000_000];

        var refusal = Assert.Throws<InvalidModelException>(() => Read(Packed(entries, CompressionLevel.SmallestSize)));
        Assert.Contains("compressed", refusal.Message);
    }

    [Fact]
    public void The_model_of_one_kind_is_not_read_as_another()
    {
        Assert.Throws<InvalidModelException>(() => MlNetTrainers.BesideBuiltIn.Kinds.Read("lightgbm", Model));
        Assert.Throws<InvalidModelException>(() => MlNetTrainers.BesideBuiltIn.Kinds.Read("sdca", Model));
    }

    private static void Refused(SortedDictionary<string, byte[]> entries, string because) =>
        Assert.Contains(because, Assert.Throws<InvalidModelException>(() => Read(Packed(entries))).Message, StringComparison.Ordinal);

    private static void Read(byte[] archive)
    {
        var payload = (byte[])[.. Model[..ArchiveAt], .. archive];
        Write(payload, ArchiveAt - 4, archive.Length);
        MlNetTrainers.BesideBuiltIn.Kinds.Read("fasttree", payload);
    }

    private static SortedDictionary<string, byte[]> Entries(string? name = null, Action<byte[]>? change = null)
    {
        var entries = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        using var archive = new ZipArchive(new MemoryStream(Model[ArchiveAt..]));
        foreach (var entry in archive.Entries)
        {
            using var stream = entry.Open();
            var bytes = new byte[entry.Length];
            stream.ReadExactly(bytes);
            entries.Add(entry.FullName, bytes);
        }

        if (name is not null)
        {
            change!(entries[name]);
        }

        return entries;
    }

    private static byte[] Packed(SortedDictionary<string, byte[]> entries, CompressionLevel compression = CompressionLevel.NoCompression)
    {
        var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create))
        {
            foreach (var (name, bytes) in entries)
            {
                using var stream = archive.CreateEntry(name, compression).Open();
                stream.Write(bytes);
            }
        }

        return packed.ToArray();
    }

    private static void Write(byte[] bytes, int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), value);
}
