using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Security.KeyVault.Secrets;
using MLOpsFunctions.Registry;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Functions.Hosting;

/// <summary>
/// The key of the hashes that replace private cells: drawn once an installation and kept in the vault. A blob names the version of the
/// secret that counts, because
/// a vault has no conditional write: of several first instances the one that writes the blob decides. On the emulator the blob is the key
/// itself.
/// </summary>
internal static class PrivacyKey
{
    /// <summary>A container of its own, so that a role on files or artifacts does not open it.</summary>
    public const string Container = "keys";

    /// <summary>The key itself: on the emulator, and of installations made before there was a vault.</summary>
    public const string KeyBlob = "privacy";

    /// <summary>The version of the secret.</summary>
    public const string VersionBlob = "privacy.version";

    /// <summary>The secret's name in the vault; its value is the key in base64.</summary>
    public const string Secret = "privacy-key";

    private const int Bytes = 32;

    /// <summary>Reads the key; the first app to ask draws it, or moves it from the blob into the vault.</summary>
    /// <param name="blobs">The data account.</param>
    /// <param name="tables">Where the versions are.</param>
    /// <param name="time">The clock.</param>
    /// <param name="vault">The vault; null on the emulator.</param>
    /// <param name="cancellation">Stops between requests.</param>
    /// <exception cref="ProblemException">The key is lost where versions were made with it. A new one would change every hash.</exception>
    public static async Task<byte[]> LoadAsync(
        IBlobStore blobs,
        ITableStore tables,
        TimeProvider time,
        SecretClient? vault,
        CancellationToken cancellation = default
    )
    {
        if (vault is null)
        {
            return await ReadAsync(blobs, KeyBlob, cancellation) ?? await KeepAsync(blobs, KeyBlob, await DrawAsync(), cancellation);
        }

        if (await ReadAsync(blobs, VersionBlob, cancellation) is not { } version)
        {
            var key = await ReadAsync(blobs, KeyBlob, cancellation) ?? await DrawAsync();
            var secret = new KeyVaultSecret(Secret, Convert.ToBase64String(key));
            var stored = await AskAsync(vault, () => vault.SetSecretAsync(secret, cancellation));
            version = await KeepAsync(blobs, VersionBlob, Encoding.ASCII.GetBytes(stored.Properties.Version), cancellation);
            await blobs.DeleteAsync(Container, KeyBlob, cancellation: cancellation);
        }

        return await SecretAsync(vault, Encoding.ASCII.GetString(version), cancellation);

        async Task<byte[]> DrawAsync()
        {
            var artifacts = new ArtifactStore(blobs);
            var place = vault is null ? $"{Container}/{KeyBlob}" : $"{Container}/{VersionBlob}";
            await PrivacyKeys.CheckUnusedAsync(new ModelRegistry(tables, artifacts, time), artifacts, place, cancellation);
            return RandomNumberGenerator.GetBytes(Bytes);
        }
    }

    private static async Task<byte[]> SecretAsync(SecretClient vault, string version, CancellationToken cancellation)
    {
        try
        {
            var secret = await AskAsync(vault, () => vault.GetSecretAsync(Secret, version, cancellationToken: cancellation));
            return Convert.FromBase64String(secret.Value);
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            throw new ProblemException(
                new(
                    "The vault has lost the privacy key",
                    "no such secret",
                    $"version {version} of the secret {Secret}",
                    vault.VaultUri.ToString(),
                    "Recover the deleted secret (az keyvault secret recover); a new key would change every hash that versions learned",
                    503
                )
            );
        }
    }

    private static async Task<KeyVaultSecret> AskAsync(SecretClient vault, Func<Task<Response<KeyVaultSecret>>> ask)
    {
        try
        {
            return (await ask()).Value;
        }
        catch (RequestFailedException fault) when (fault.Status != 404)
        {
            throw new ProblemException(
                new(
                    "The vault that the setting KeyVaultUri names cannot be used",
                    fault.Message.Split('\n', 2)[0].Trim(),
                    $"{vault.VaultUri} to answer, and the app's identity to be Key Vault Secrets Officer there",
                    "application setting KeyVaultUri",
                    "Check the address, the network and the role assignment, and start again",
                    503
                )
            );
        }
    }

    /// <summary>Writes a blob that is not there yet; answers with what is there then, which another instance may have written.</summary>
    private static async Task<byte[]> KeepAsync(IBlobStore blobs, string name, byte[] value, CancellationToken cancellation)
    {
        using var content = new MemoryStream(value);
        await blobs.WriteAsync(Container, name, content, WriteCondition.WhenAbsent, cancellation);
        return await ReadAsync(blobs, name, cancellation)
            ?? throw new InvalidDataException($"{Container}/{name} was deleted while it was read.");
    }

    private static async Task<byte[]?> ReadAsync(IBlobStore blobs, string name, CancellationToken cancellation)
    {
        await using var stored = await blobs.OpenReadAsync(Container, name, cancellation);
        if (stored is null)
        {
            return null;
        }

        var bytes = new byte[Math.Min(stored.Info.Length, 100)];
        await stored.Content.ReadExactlyAsync(bytes, cancellation);
        return bytes;
    }
}
