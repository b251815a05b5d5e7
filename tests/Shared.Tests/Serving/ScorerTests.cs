using MLOpsFunctions.Deployment;
using MLOpsFunctions.Models;
using MLOpsFunctions.Serving;
using MLOpsFunctions.Shared.Tests.Registry;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Shared.Tests.Serving;

public sealed class ScorerTests
{
    private static readonly DeploymentRequest Request = new("run-1", "tests", "try it");

    private readonly ServingFixture _serving = new();

    [Fact]
    public async Task Bytes_changed_after_registration_never_serve()
    {
        var version = await _serving.RegisterAsync("run-1");
        var (_, name) = await ArtifactAsync(version);
        await _serving.Stores.Blobs.WriteAsync(StorageNames.ArtifactsContainer, name, new MemoryStream([6, 6, 6]));

        var result = await _serving.Deployments.PromoteAsync("bikes", version, null, Request);

        Assert.Equal(RefusalReason.ArtifactBroken, result.Refusal!.Reason);
        Assert.Contains("was changed after it was stored", result.Refusal.Sentence);
        await Assert.ThrowsAsync<InvalidDataException>(() => _serving.Scorer.LoadAsync("bikes", version));
    }

    [Fact]
    public async Task Bytes_that_are_no_model_never_serve()
    {
        await RegisterBytesAsync("not a model"u8.ToArray());

        var result = await _serving.Deployments.PromoteAsync("bikes", 1, null, Request);

        Assert.Equal(RefusalReason.ArtifactBroken, result.Refusal!.Reason);
        Assert.StartsWith("Version 1 of 'bikes' cannot serve: These 11 bytes do not begin as a model file does", result.Refusal.Sentence);
    }

    [Fact]
    public async Task A_model_that_gives_no_finite_answer_for_a_row_without_values_never_serves()
    {
        var file = new MemoryStream();
        ServingFixture.Model(0, slope: double.MaxValue / 4_096).Write(file);
        await RegisterBytesAsync(file.ToArray());

        Assert.Equal(RefusalReason.ArtifactBroken, (await _serving.Deployments.PromoteAsync("bikes", 1, null, Request)).Refusal!.Reason);
    }

    [Fact]
    public async Task What_could_not_be_loaded_is_tried_again()
    {
        var version = await _serving.RegisterAsync("run-1");
        var (artifact, name) = await ArtifactAsync(version);
        var bytes = await _serving.Stores.Artifacts.ReadBytesAsync(artifact);
        await _serving.Stores.Blobs.DeleteAsync(StorageNames.ArtifactsContainer, name);
        await Assert.ThrowsAsync<InvalidDataException>(() => _serving.Scorer.LoadAsync("bikes", version));

        await _serving.Stores.Artifacts.WriteBytesAsync(bytes);

        Assert.NotNull(await _serving.Scorer.LoadAsync("bikes", version));
    }

    [Fact]
    public async Task Of_the_versions_in_memory_the_least_recently_used_is_forgotten_first()
    {
        var scorer = new Scorer(_serving.Stores.Registry, _serving.Stores.Artifacts, ModelKinds.BuiltIn, ServingFixture.Key, capacity: 2);
        for (var i = 1; i <= 3; i++)
        {
            await _serving.RegisterAsync($"run-{i}");
        }

        var first = await scorer.LoadAsync("bikes", 1);
        var second = await scorer.LoadAsync("bikes", 2);
        Assert.Same(first, await scorer.LoadAsync("bikes", 1));
        await scorer.LoadAsync("bikes", 3);

        Assert.Same(first, await scorer.LoadAsync("bikes", 1));
        Assert.NotSame(second, await scorer.LoadAsync("bikes", 2));
        Assert.Null(await scorer.LoadAsync("bikes", 4));
    }

    private async Task<(string Digest, string Blob)> ArtifactAsync(int version)
    {
        var digest = (await _serving.Stores.Registry.FindAsync("bikes", version))!.Artifact;
        return (digest, $"{digest[..2]}/{digest}");
    }

    private async Task RegisterBytesAsync(byte[] bytes)
    {
        var artifact = await _serving.Stores.Artifacts.WriteBytesAsync(bytes);
        await _serving.Stores.Registry.RegisterAsync(RegistryFixture.Registration("run-1", "bikes", artifact));
    }
}
