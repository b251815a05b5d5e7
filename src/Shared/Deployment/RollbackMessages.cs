using System.Globalization;

namespace MLOpsFunctions.Deployment;

/// <summary>The sentences about rollbacks.</summary>
internal static class RollbackMessages
{
    /// <summary>Why promotion of a version needs a person.</summary>
    public static string SameAsRemoved(string model, int version, RemovedTwin twin)
    {
        var equals = twin.IsSameModel ? "is the same model as" : "comes of the same data and definition as";
        return string.Create(
                CultureInfo.InvariantCulture,
                $"Held back: version {version} {equals} version {twin.Version}, and the same model was rolled "
                    + $"back by {twin.Rollback.By}: {twin.Rollback.Reason}. "
            )
            + (
                twin.Rollback.RuledOut
                    ? Invariant($"'mlops promote {model} --version {version} --reason WHY' lets it serve all the same.")
                    : Invariant($"'mlops rollback {model} --to {twin.Version}' lets version {twin.Version} serve again.")
            );
    }

    /// <summary>There is no version to go back to.</summary>
    public static string NoEarlier(string model) => $"There is no earlier version of '{model}' to go back to.";

    /// <summary>The version to go back to was itself removed.</summary>
    public static string EarlierRemoved(string model, Registry.LedgerEntry rollback) =>
        Invariant($"There is no earlier version of '{model}' to go back to: version {rollback.From} was rolled back by {rollback.By}.");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
