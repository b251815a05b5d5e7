using Azure;
using Azure.Security.KeyVault.Secrets;
using MLOpsFunctions.Contracts;
using MLOpsFunctions.Functions.Hosting;
using MLOpsFunctions.Functions.Tests.Triggers;

namespace MLOpsFunctions.Functions.Tests.Hosting;

public sealed class PrivacyKeyTests
{
    private readonly InMemoryBlobStore _blobs = new(new FixedTimeProvider());
    private readonly FakeVault _vault = new();

    [Fact]
    public async Task The_key_is_drawn_once_and_lies_in_the_vault()
    {
        var first = await LoadAsync(_vault);

        Assert.Equal(32, first.Length);
        Assert.Equal(first, await LoadAsync(_vault));
        Assert.Equal(Convert.ToBase64String(first), Assert.Single(_vault.Versions).Value);
        Assert.Null(await _blobs.FindAsync("keys", "privacy"));
    }

    [Fact]
    public async Task Of_instances_that_start_together_one_decides()
    {
        byte[]? other = null;
        _vault.BeforeSet = async () =>
        {
            _vault.BeforeSet = null;
            other = await LoadAsync(_vault);
        };

        Assert.Equal(await LoadAsync(_vault), other);
    }

    [Fact]
    public async Task A_key_from_before_there_was_a_vault_moves_into_it()
    {
        var old = await LoadAsync(vault: null);

        Assert.Equal(old, await LoadAsync(_vault));
        Assert.Null(await _blobs.FindAsync("keys", "privacy"));
    }

    [Fact]
    public async Task A_key_that_the_vault_has_lost_is_not_drawn_again()
    {
        await LoadAsync(_vault);
        _vault.Versions.Clear();

        var lost = await Assert.ThrowsAsync<ProblemException>(() => LoadAsync(_vault));

        Assert.Contains("lost the privacy key", lost.Problem.Title);
        Assert.Empty(_vault.Versions);
    }

    private Task<byte[]> LoadAsync(SecretClient? vault) =>
        PrivacyKey.LoadAsync(_blobs, new InMemoryTableStore(), new FixedTimeProvider(), vault);

    /// <summary>A vault of one secret.</summary>
    private sealed class FakeVault : SecretClient
    {
        public Dictionary<string, string> Versions { get; } = [];

        public Func<Task>? BeforeSet { get; set; }

        public override Uri VaultUri => new("https://vault.vault.azure.net/");

        public override async Task<Response<KeyVaultSecret>> SetSecretAsync(
            KeyVaultSecret secret,
            CancellationToken cancellationToken = default
        )
        {
            await (BeforeSet?.Invoke() ?? Task.CompletedTask);
            var version = $"v{Versions.Count + 1}";
            Versions[version] = secret.Value;
            return Of(version);
        }

        public override Task<Response<KeyVaultSecret>> GetSecretAsync(
            string name,
            string? version = null,
            SecretContentType? outContentType = null,
            CancellationToken cancellationToken = default
        ) => GetSecretAsync(name, version, cancellationToken);

        public override Task<Response<KeyVaultSecret>> GetSecretAsync(
            string name,
            string? version = null,
            CancellationToken cancellationToken = default
        ) => Versions.ContainsKey(version!) ? Task.FromResult(Of(version!)) : throw new RequestFailedException(404, "no such secret");

        private Response<KeyVaultSecret> Of(string version) =>
            Response.FromValue(
                SecretModelFactory.KeyVaultSecret(
                    SecretModelFactory.SecretProperties(name: PrivacyKey.Secret, version: version),
                    Versions[version]
                ),
                null!
            );
    }
}
