using MLOpsFunctions.Deployment;
using MLOpsFunctions.Registry;
using MLOpsFunctions.Shared.Tests.Registry;

namespace MLOpsFunctions.Shared.Tests.Deployment;

public sealed class RollbackHistoryTests
{
    [Fact]
    public void A_rollback_takes_out_what_served_and_a_return_brings_it_back()
    {
        LedgerEntry[] entries = [Promoted(null, 1), Promoted(1, 2), Back(2, 1, "ann"), Promoted(1, 3)];

        Assert.Equal([2], RollbackHistory.Of(entries).Removed.Keys);
        Assert.Equal("ann", RollbackHistory.Of(entries).Removed[2].By);

        var after = RollbackHistory.Of([.. entries, Back(3, 2, "bob")]);
        Assert.Equal([3], after.Rollbacks.Where(rollback => rollback.By == "bob").Select(rollback => rollback.From!.Value));
        Assert.Equal([3], after.Removed.Keys);
    }

    /// <summary>Forwards, the version that is left served well enough.</summary>
    [Fact]
    public void Going_forwards_again_takes_nothing_out()
    {
        var history = RollbackHistory.Of([Promoted(null, 1), Promoted(1, 2), Back(2, 1, "ann"), Back(1, 2, "ann")]);

        Assert.Empty(history.Removed);
        Assert.Equal([2], history.Rollbacks.Select(rollback => rollback.From!.Value));
    }

    [Theory]
    [InlineData("same bytes", "other data", "other definition", true)]
    [InlineData("other bytes", "same data", "same definition", false)]
    [InlineData("other bytes", "other data", "same definition", null)]
    [InlineData("other bytes", "same data", "other definition", null)]
    public async Task A_version_is_told_by_its_bytes_or_by_its_data_and_definition(
        string artifact,
        string dataset,
        string definition,
        bool? isSameModel
    )
    {
        var version = await new RegistryFixture().Registry.RegisterAsync(RegistryFixture.Registration("run-1"));
        var removed = version with { Number = 2, Artifact = "same bytes", Dataset = "same data", Definition = "same definition" };
        var candidate = version with { Number = 3, Artifact = artifact, Dataset = dataset, Definition = definition };
        var history = RollbackHistory.Of([Promoted(null, 1), Promoted(1, 2), Back(2, 1, "ann")]);

        Assert.Equal(isSameModel, history.TwinOf(candidate, [version, removed])?.IsSameModel);
    }

    /// <summary>Versions of before the digest of their rows was kept are told by their data set alone.</summary>
    [Theory]
    [InlineData("the rows", "the rows", true)]
    [InlineData("the rows", "other rows", false)]
    [InlineData("the rows", null, false)]
    [InlineData(null, null, false)]
    public async Task The_same_rows_in_another_order_are_the_same_data(string? removedRows, string? rows, bool isTwin)
    {
        var version = await new RegistryFixture().Registry.RegisterAsync(RegistryFixture.Registration("run-1"));
        var removed = version with { Number = 2, Artifact = "two", Dataset = "two", RowsDigest = removedRows };
        var candidate = version with { Number = 3, Artifact = "three", Dataset = "three", RowsDigest = rows };
        var history = RollbackHistory.Of([Promoted(null, 1), Promoted(1, 2), Back(2, 1, "ann")]);

        Assert.Equal(isTwin, history.TwinOf(candidate, [version, removed]) is not null);
    }

    private static LedgerEntry Promoted(int? from, int to) => Entry(LedgerAction.Promoted, from, to, "run");

    private static LedgerEntry Back(int from, int to, string by) => Entry(LedgerAction.RolledBack, from, to, by);

    private static LedgerEntry Entry(LedgerAction action, int? from, int to, string by) =>
        new()
        {
            Sequence = 1,
            Model = "m",
            Action = action,
            From = from,
            To = to,
            At = default,
            By = by,
            Reason = "why",
            Verdict = "",
            Key = "",
            PreviousHash = LedgerEntry.Genesis,
        };
}
