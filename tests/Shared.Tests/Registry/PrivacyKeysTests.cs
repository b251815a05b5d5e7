using MLOpsFunctions.Definitions;
using MLOpsFunctions.Models;
using MLOpsFunctions.Registry;
using MLOpsFunctions.Serving;
using MLOpsFunctions.Shared.Tests.Serving;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Shared.Tests.Registry;

/// <summary>The key of private cells goes with the versions that were made with it.</summary>
public sealed class PrivacyKeysTests
{
    private static readonly byte[] Key = ServingFixture.Key;
    private static readonly byte[] Other = [.. Enumerable.Repeat((byte)7, 32)];
    private readonly ServingFixture _serving = new();

    [Fact]
    public async Task A_missing_key_that_versions_were_made_with_is_not_made_anew()
    {
        await CheckUnusedAsync();
        await RegisterAsync(PiiHandling.Mask, null);
        await CheckUnusedAsync();
        await RegisterAsync(PiiHandling.Hash, PrivacyKeys.Fingerprint(Key));

        var problem = (await Assert.ThrowsAsync<ProblemException>(CheckUnusedAsync)).Problem;

        Assert.Equal(("The privacy key is missing", "privacy.key", 500), (problem.Title, problem.Where, problem.Status));
        Assert.Contains(PrivacyKeys.Fingerprint(Key), problem.Expected);
    }

    [Fact]
    public async Task A_version_of_before_fingerprints_were_kept_tells_by_its_definition_that_the_key_was_used()
    {
        await RegisterAsync(PiiHandling.Hash, null);

        await Assert.ThrowsAsync<ProblemException>(CheckUnusedAsync);
    }

    [Fact]
    public async Task A_version_never_answers_under_another_key_than_it_was_made_with()
    {
        var number = await RegisterAsync(PiiHandling.Hash, PrivacyKeys.Fingerprint(Key));
        var scorer = new Scorer(_serving.Stores.Registry, _serving.Stores.Artifacts, ModelKinds.BuiltIn, Other);

        var problem = (await Assert.ThrowsAsync<ProblemException>(() => scorer.LoadAsync("bikes", number))).Problem;

        Assert.Equal(500, problem.Status);
        Assert.Contains(PrivacyKeys.Fingerprint(Key), problem.Expected);
        Assert.Contains(PrivacyKeys.Fingerprint(Other), problem.Found);
        var version = await _serving.Stores.Registry.FindAsync("bikes", number);
        Assert.Contains("another privacy key", await scorer.ProbeAsync(version!, default));
        Assert.NotNull(await _serving.Scorer.LoadAsync("bikes", number));
    }

    [Fact]
    public async Task The_newest_use_is_kept_in_one_place_for_all_models()
    {
        Assert.Null(await _serving.Stores.Registry.PrivacyKeyUseAsync());
        await RegisterAsync(PiiHandling.Hash, PrivacyKeys.Fingerprint(Key));

        var use = (await _serving.Stores.Registry.PrivacyKeyUseAsync())!;
        Assert.Equal(("bikes", PrivacyKeys.Fingerprint(Key)), (use.Model, use.Fingerprint));
        PrivacyKeys.Check(use, Key);
        Assert.Contains("'bikes'", Assert.Throws<ProblemException>(() => PrivacyKeys.Check(use, Other)).Problem.Title);
    }

    /// <summary>As tables were before the newest use was kept in one place.</summary>
    [Fact]
    public async Task Older_tables_are_searched_for_the_newest_use()
    {
        await RegisterAsync(PiiHandling.Hash, PrivacyKeys.Fingerprint(Key));
        var row = (await _serving.Stores.Tables.FindAsync("catalog", "privacy-key", "newest"))!;
        await _serving.Stores.Tables.WriteAsync("catalog", "privacy-key", [TableWrite.Delete("newest", row.ETag)]);

        Assert.Equal(PrivacyKeys.Fingerprint(Key), (await _serving.Stores.Registry.PrivacyKeyUseAsync())!.Fingerprint);
    }

    [Fact]
    public void A_fingerprint_tells_keys_apart() => Assert.NotEqual(PrivacyKeys.Fingerprint(Key), PrivacyKeys.Fingerprint(Other));

    private Task CheckUnusedAsync() => PrivacyKeys.CheckUnusedAsync(_serving.Stores.Registry, _serving.Stores.Artifacts, "privacy.key");

    private async Task<int> RegisterAsync(PiiHandling handling, string? fingerprint)
    {
        var artifact = await _serving.Stores.Artifacts.WriteAsync(ServingFixture.Model(0).Write);
        var columns = new Dictionary<string, ColumnDefinition> { ["name"] = new() { Pii = handling } };
        var registration = RegistryFixture.Registration($"run-{handling}", "bikes", artifact);
        return (
            await _serving.Stores.Registry.RegisterAsync(
                registration with
                {
                    Record = registration.Record with { PrivacyKey = fingerprint },
                    Definition = new() { Columns = columns },
                }
            )
        ).Number;
    }
}
