using System.Security.Cryptography;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Registry;

/// <summary>
/// The key that private cells are hashed with, and the versions that learned from such hashes. Under another key the
/// same cell has another hash, so that such a version would take every known cell for one that it has never seen.
/// </summary>
public static class PrivacyKeys
{
    /// <summary>Sixteen hexadecimal digits that tell one key from another and say nothing of either.</summary>
    public static string Fingerprint(byte[] key) => Convert.ToHexStringLower(SHA256.HashData([.. "privacy key\n"u8, .. key]))[..16];

    /// <summary>Whether cells are hashed under this definition.</summary>
    public static bool IsUsed(ModelDefinition definition) => definition.Columns.Values.Any(column => column.Pii == PiiHandling.Hash);

    /// <summary>Refuses another key than the one that a version was made with.</summary>
    /// <exception cref="ProblemException">It was made with another key.</exception>
    public static void Check(ModelVersion version, byte[] key)
    {
        var current = Fingerprint(key);
        if (version.PrivacyKey is { } needed && needed != current)
        {
            throw new ProblemException(
                new(
                    $"Version {version.Number} of '{version.Model}' was made with another privacy key",
                    $"the key with the fingerprint {current}",
                    $"the key with the fingerprint {needed}",
                    "the privacy key",
                    "restore that key from a backup: under another one all hashes differ",
                    500
                )
            );
        }
    }

    /// <summary>Refuses another key than the one that cells were hashed with last, for whichever model.</summary>
    /// <exception cref="ProblemException">They were hashed with another key.</exception>
    public static void Check(PrivacyKeyUse use, byte[] key)
    {
        var current = Fingerprint(key);
        if (use.Fingerprint != current)
        {
            throw new ProblemException(
                new(
                    $"The privacy key was replaced: model '{use.Model}' was made with another one",
                    $"the key with the fingerprint {current}",
                    $"the key with the fingerprint {use.Fingerprint}",
                    "the privacy key",
                    "restore that key from a backup: under another one all hashes differ",
                    500
                )
            );
        }
    }

    /// <summary>Makes sure that a missing key was never used, before a new one is made.</summary>
    /// <param name="registry">The versions.</param>
    /// <param name="artifacts">Their definitions.</param>
    /// <param name="where">Where the key should be.</param>
    /// <param name="cancellation">Stops looking.</param>
    /// <exception cref="ProblemException">A version was made with it.</exception>
    public static async Task CheckUnusedAsync(
        ModelRegistry registry,
        ArtifactStore artifacts,
        string where,
        CancellationToken cancellation = default
    )
    {
        await foreach (var model in registry.ModelsAsync(cancellation))
        {
            await foreach (var version in registry.VersionsAsync(model, cancellation))
            {
                if (version.PrivacyKey is not null || IsUsed(await DefinitionAsync(version, artifacts, cancellation)))
                {
                    throw Missing(version, where);
                }
            }
        }
    }

    private static ProblemException Missing(ModelVersion version, string where)
    {
        var print = version.PrivacyKey is { } kept ? $" with the fingerprint {kept}" : "";
        return new(
            new(
                "The privacy key is missing",
                "no key",
                $"the key{print} that version {version.Number} of '{version.Model}' was made with",
                where,
                "restore it from a backup: a new key would change every hash, and with it the answers",
                500
            )
        );
    }

    /// <summary>The definition of an older version, which has no fingerprint, tells whether a key was used.</summary>
    private static Task<ModelDefinition> DefinitionAsync(ModelVersion version, ArtifactStore artifacts, CancellationToken cancellation) =>
        version.ReadPartAsync("definition", artifacts.ReadJsonAsync<ModelDefinition>(version.Definition, cancellation));
}

/// <summary>That a model's cells were hashed with a key.</summary>
/// <param name="Fingerprint">The key's fingerprint.</param>
public sealed record PrivacyKeyUse(string Model, string Fingerprint);
