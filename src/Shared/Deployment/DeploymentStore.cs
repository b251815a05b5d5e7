using MLOpsFunctions.Registry;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Deployment;

/// <summary>
/// The stored state of deployments. State, aliases and ledger entry are rows of one partition and change in one
/// transaction conditional on the state's ETag: a crash leaves all of them or none, and of two that swap at once
/// exactly one wins.
/// </summary>
internal sealed class DeploymentStore(ITableStore tables, PromotionLedger ledger)
{
    /// <summary>The model's state; <see cref="DeploymentState.Empty"/> where nothing was ever loaded.</summary>
    public async Task<DeploymentState> GetAsync(string model, CancellationToken cancellation) =>
        (await ReadAsync(model, cancellation)).State;

    /// <summary>The result of an operation that has left its entry; null where it has not.</summary>
    public async Task<DeploymentResult?> FindDoneAsync(string model, DeploymentRequest request, CancellationToken cancellation) =>
        await ledger.FindAsync(model, request.Key, cancellation) is { } entry
            ? new(await GetAsync(model, cancellation), entry, null)
            : null;

    /// <summary>
    /// Decides on the current state and writes what follows; where another writer was faster, decides anew on what that
    /// one left.
    /// </summary>
    public async Task<DeploymentResult> ChangeAsync(
        string model,
        IReadOnlyList<DeploymentCommand> commands,
        LedgerDraft draft,
        CancellationToken cancellation
    )
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var (before, etag) = await ReadAsync(model, cancellation);
            var (after, happened) = (before, new List<DeploymentEvent>());
            foreach (var command in commands)
            {
                var decision = DeploymentRules.Decide(after, command);
                if (decision.Refusal is { } refusal)
                {
                    return new(before, null, refusal);
                }

                after = decision.Events.Aggregate(after, DeploymentRules.Apply);
                happened.AddRange(decision.Events);
            }

            var (entry, appended) = await ledger.PrepareAsync(draft.Of(before, happened), cancellation);
            var json = Json.Write(after);
            IReadOnlyList<TableWrite> writes =
            [
                etag is null ? TableWrite.Insert(RegistryKeys.Deployment, json) : TableWrite.Replace(RegistryKeys.Deployment, json, etag),
                new ModelAliases(after.LiveVersion, after.Challenger).ToWrite(),
                .. appended,
            ];
            if (await tables.WriteAsync(StorageNames.ModelsTable, model, writes, cancellation) is not null)
            {
                return new(after, entry, null);
            }

            if (await FindDoneAsync(model, draft.Request, cancellation) is { } done)
            {
                return done;
            }
        }
    }

    private async Task<(DeploymentState State, string? ETag)> ReadAsync(string model, CancellationToken cancellation) =>
        await tables.FindAsync(StorageNames.ModelsTable, model, RegistryKeys.Deployment, cancellation) is { } row
            ? (row.Read<DeploymentState>(), row.ETag)
            : (DeploymentState.Empty, null);
}
