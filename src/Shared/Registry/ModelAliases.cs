using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Registry;

/// <summary>The names under which versions are spoken of. They follow the deployment, in the same transaction.</summary>
/// <param name="Champion">The version that serves; null where none does.</param>
/// <param name="Challenger">The version that is up for promotion; null where none is.</param>
public sealed record ModelAliases(int? Champion, int? Challenger)
{
    internal TableWrite ToWrite() => TableWrite.Upsert(RegistryKeys.Aliases, Json.Write(this));
}
