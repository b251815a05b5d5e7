using System.Security.Cryptography;
using MLOpsFunctions.Registry;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Functions.Hosting;

/// <summary>The key of the hashes that replace private cells: drawn once an installation, kept where only the app's identity reads.</summary>
internal static class PrivacyKey
{
    /// <summary>A container of its own, so that a role on files or artifacts does not open it.</summary>
    public const string Container = "keys";

    private const string Name = "privacy";
    private const int Bytes = 32;

    /// <summary>Reads the key; the first app to ask draws it.</summary>
    /// <exception cref="ProblemException">It is missing where versions were made with it.</exception>
    public static async Task<byte[]> LoadAsync(IBlobStore blobs, ITableStore tables, TimeProvider time, CancellationToken cancellation = default)
    {
        if (await blobs.FindAsync(Container, Name, cancellation) is null)
        {
            var artifacts = new ArtifactStore(blobs);
            await PrivacyKeys.CheckUnusedAsync(new ModelRegistry(tables, artifacts, time), artifacts, $"{Container}/{Name}", cancellation);
            using var drawn = new MemoryStream(RandomNumberGenerator.GetBytes(Bytes));
            await blobs.WriteAsync(Container, Name, drawn, WriteCondition.WhenAbsent, cancellation);
        }

        await using var stored = await blobs.OpenReadAsync(Container, Name, cancellation)
            ?? throw new InvalidDataException($"The key {Container}/{Name} was deleted while it was read.");
        var key = new byte[Bytes];
        await stored.Content.ReadExactlyAsync(key, cancellation);
        return key;
    }
}
