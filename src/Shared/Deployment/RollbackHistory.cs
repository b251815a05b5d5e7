using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Deployment;

/// <summary>The rollbacks in a model's ledger.</summary>
/// <param name="Rollbacks">Every rollback that took a version out of service, oldest first; the version is the entry's
/// <see cref="LedgerEntry.From"/>.</param>
/// <param name="Removed">The versions that a rollback removed, or a guardrail or a person kept from serving in their
/// rollout, and that nobody brought back, each with the entry that says so.</param>
public sealed record RollbackHistory(IReadOnlyList<LedgerEntry> Rollbacks, IReadOnlyDictionary<int, LedgerEntry> Removed)
{
    /// <summary>
    /// Reads the entries, oldest first. A return to an earlier version removes the one that served; a return forwards
    /// removes nothing.
    /// </summary>
    public static RollbackHistory Of(IEnumerable<LedgerEntry> entries)
    {
        var (rollbacks, removed, served) = (new List<LedgerEntry>(), new Dictionary<int, LedgerEntry>(), (IReadOnlyList<int>)[]);
        foreach (var entry in entries.Where(entry => entry.ChangedLive || entry.RuledOut))
        {
            if (entry.RuledOut)
            {
                removed[entry.To] = entry;
                continue;
            }

            if (entry is { Action: LedgerAction.RolledBack, From: { } from })
            {
                if (DeploymentRules.IsBackwards(served, from, entry.To))
                {
                    rollbacks.Add(entry);
                    removed[from] = entry;
                }

                served = DeploymentRules.HistoryAfter(served, from, entry.To);
            }
            else if (entry.From is { } replaced)
            {
                served = [.. served, replaced];
            }

            removed.Remove(entry.To);
        }

        return new(rollbacks, removed);
    }

    /// <summary>
    /// The removed version that equals another one, with the rollback and whether its bytes are equal; otherwise its
    /// data (the same rows in any order) and definition are. Null if there is none.
    /// </summary>
    /// <param name="version">The other one.</param>
    /// <param name="versions">The model's versions.</param>
    public RemovedTwin? TwinOf(ModelVersion version, IEnumerable<ModelVersion> versions)
    {
        RemovedTwin? found = null;
        foreach (var other in versions.Where(other => Removed.ContainsKey(other.Number)))
        {
            var isSameModel = other.Artifact == version.Artifact || (other.Evaluated is not null && other.Evaluated == version.Evaluated);
            if (isSameModel || (other.IsTrainedOn(version.Dataset, version.RowsDigest) && other.Definition == version.Definition))
            {
                found = new(other.Number, Removed[other.Number], isSameModel);
            }
        }

        return found;
    }
}

/// <summary>A removed version that another version equals.</summary>
/// <param name="Version">Its number.</param>
/// <param name="IsSameModel">Whether the bytes are equal; otherwise the data and the definition are.</param>
public sealed record RemovedTwin(int Version, LedgerEntry Rollback, bool IsSameModel);
