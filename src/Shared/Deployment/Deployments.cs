using MLOpsFunctions.Notes;
using MLOpsFunctions.Registry;
using MLOpsFunctions.Storage;
using static MLOpsFunctions.Deployment.DeploymentCommand;

namespace MLOpsFunctions.Deployment;

/// <summary>
/// Changes which version of a model serves. Whatever serves is verified first, and each change is
/// one transaction (<see cref="DeploymentStore"/>).
/// </summary>
/// <param name="tables">Where the state is kept.</param>
/// <param name="registry">The versions.</param>
/// <param name="ledger">The record of every change.</param>
/// <param name="probe">Proves that a version can serve.</param>
public sealed class Deployments(ITableStore tables, ModelRegistry registry, PromotionLedger ledger, VersionProbe probe)
{
    private readonly DeploymentStore _store = new(tables, ledger);

    /// <summary>Told of each change of what serves, once it is stored: a second time where an operation is asked for again.</summary>
    public Func<LedgerEntry, CancellationToken, Task>? Switched { get; init; }

    /// <summary>The model's state; <see cref="DeploymentState.Empty"/> where nothing was ever loaded.</summary>
    public Task<DeploymentState> GetAsync(string model, CancellationToken cancellation = default) => _store.GetAsync(model, cancellation);

    /// <summary>
    /// Verifies a version, loads it into the idle slot and lets it serve in place of the one it was compared with.
    /// Asking again under the same key changes nothing and answers with the entry of the first time.
    /// </summary>
    /// <param name="version">The version to promote.</param>
    /// <param name="expectedLive">The version it may replace; null: none serves.</param>
    /// <param name="request">Who asks, why, and the operation's key.</param>
    /// <param name="person">A person's decision against the gates.</param>
    /// <param name="cancellation">Stops before the change, never in it.</param>
    /// <param name="bake">The time after the swap in which guardrails watch; null: none.</param>
    public Task<DeploymentResult> PromoteAsync(
        string model,
        int version,
        int? expectedLive,
        DeploymentRequest request,
        Override? person = null,
        CancellationToken cancellation = default,
        Bake? bake = null
    ) =>
        OnceAsync(
            model,
            request,
            () => SwapAsync(model, new Swap(version, expectedLive, Blessed: false, person, bake), request, cancellation),
            cancellation
        );

    /// <summary>Verifies the version that served before and lets it serve again.</summary>
    public Task<DeploymentResult> RollbackAsync(string model, DeploymentRequest request, CancellationToken cancellation = default) =>
        OnceAsync(model, request, () => RollbackCoreAsync(model, request, cancellation), cancellation);

    /// <summary>
    /// Verifies a version that served at any time before, and lets it serve again: forwards too, where a rollback went
    /// too far.
    /// </summary>
    public Task<DeploymentResult> RestoreAsync(
        string model,
        int version,
        DeploymentRequest request,
        CancellationToken cancellation = default
    ) => OnceAsync(model, request, () => RestoreCoreAsync(model, version, request, cancellation), cancellation);

    /// <summary>What the ledger says of the model's rollbacks.</summary>
    public async Task<RollbackHistory> RollbacksAsync(string model, CancellationToken cancellation = default) =>
        RollbackHistory.Of(await ledger.ReadAsync(model, cancellation).ToListAsync(cancellation));

    /// <summary>A version's card, with the rollbacks that took it out of service.</summary>
    /// <exception cref="InvalidDataException">The card's artifact is missing or damaged.</exception>
    public async Task<ModelCard> CardAsync(ModelVersion version, CancellationToken cancellation = default)
    {
        var card = await registry.CardAsync(version, cancellation);
        CardRollback[] rollbacks =
        [
            .. (await RollbacksAsync(version.Model, cancellation))
                .Rollbacks.Where(rollback => rollback.From == version.Number)
                .Select(rollback => new CardRollback(rollback.At, rollback.By, rollback.Reason, rollback.To)),
        ];
        return rollbacks.Length == 0 ? card : card with { Rollbacks = rollbacks };
    }

    /// <summary>Keeps a version from serving, and records who decided so and why.</summary>
    public Task<DeploymentResult> HoldAsync(
        string model,
        int version,
        DeploymentRequest request,
        CancellationToken cancellation = default
    ) =>
        OnceAsync(
            model,
            request,
            async () =>
                await registry.FindAsync(model, version, cancellation) is { } registered
                    ? await _store.ChangeAsync(model, [new Hold(version)], new(registered, request, null), cancellation)
                    : new(await GetAsync(model, cancellation), null, Unknown(model, version)),
            cancellation
        );

    /// <summary>
    /// Verifies a version and lets it take its first stage towards the live slot; with the strategy immediate, or where
    /// nothing serves yet, it serves at once. Whether it is blessed its registration says.
    /// </summary>
    /// <param name="expectedLive">The version it may replace; null: none serves.</param>
    /// <param name="terms">What holds to the end of the rollout.</param>
    /// <param name="at">When.</param>
    public Task<DeploymentResult> BeginAsync(
        string model,
        int version,
        int? expectedLive,
        RolloutTerms terms,
        DateTimeOffset at,
        DeploymentRequest request,
        CancellationToken cancellation = default
    ) =>
        OnceAsync(
            model,
            request,
            () =>
                WithVerifiedAsync(
                    model,
                    version,
                    registered => new Begin(version, expectedLive, terms with { Blessed = registered.Verdict.Blessed }, at),
                    request,
                    cancellation
                ),
            cancellation
        );

    /// <summary>
    /// Ends a stage of the rollout under way: well (<see cref="Advance"/>) or not (<see cref="Fail"/>). The version that
    /// serves from then on is verified first.
    /// </summary>
    public Task<DeploymentResult> EndStageAsync(
        string model,
        Rollout rollout,
        DeploymentCommand command,
        DeploymentRequest request,
        CancellationToken cancellation = default
    ) =>
        OnceAsync(
            model,
            request,
            () =>
                WithVerifiedAsync(
                    model,
                    command is Fail && rollout.Stage == RolloutStage.Bake ? rollout.Baseline : rollout.Version,
                    _ => command,
                    request,
                    cancellation
                ),
            cancellation
        );

    /// <summary>
    /// What a person says of the rollout under way or of what happens by itself: <see cref="Pause"/>,
    /// <see cref="Abandon"/>, <see cref="Release"/>, <see cref="Control"/>.
    /// </summary>
    public Task<DeploymentResult> SteerAsync(
        string model,
        DeploymentCommand command,
        DeploymentRequest request,
        CancellationToken cancellation = default
    ) =>
        OnceAsync(
            model,
            request,
            async () =>
            {
                var state = await GetAsync(model, cancellation);
                return
                    (state.Rollout?.Version ?? state.LiveVersion) is { } version
                    && await registry.FindAsync(model, version, cancellation) is { } registered
                    ? await _store.ChangeAsync(model, [command], new(registered, request, null), cancellation)
                    : new(state, null, new(RefusalReason.NoRollout, DeploymentNotes.NoRollout()));
            },
            cancellation
        );

    /// <summary>
    /// Runs an operation unless it has left its entry. A refusal counts only where the entry is still missing then: the
    /// same operation, asked for twice at once, may have been refused for what its twin had just done.
    /// </summary>
    private async Task<DeploymentResult> OnceAsync(
        string model,
        DeploymentRequest request,
        Func<Task<DeploymentResult>> operation,
        CancellationToken cancellation
    )
    {
        var result = await _store.FindDoneAsync(model, request, cancellation) ?? await operation();
        result = result.Refusal is not null && await _store.FindDoneAsync(model, request, cancellation) is { } twin ? twin : result;
        if (result.Entry is { ChangedLive: true } swap && Switched is { } tell)
        {
            await tell(swap, cancellation);
        }

        return result;
    }

    private async Task<DeploymentResult> SwapAsync(string model, Swap swap, DeploymentRequest request, CancellationToken cancellation)
    {
        var (registered, refusal) = await VerifyAsync(model, swap.Version, cancellation);
        if (registered is null)
        {
            return new(await GetAsync(model, cancellation), null, refusal);
        }

        var blessed = registered.Verdict.Blessed;
        return await _store.ChangeAsync(
            model,
            [new Load(swap.Version), swap with { Blessed = blessed }],
            new(registered, request, blessed ? null : swap.Override),
            cancellation
        );
    }

    private async Task<DeploymentResult> WithVerifiedAsync(
        string model,
        int version,
        Func<ModelVersion, DeploymentCommand> command,
        DeploymentRequest request,
        CancellationToken cancellation
    )
    {
        var (registered, refusal) = await VerifyAsync(model, version, cancellation);
        return registered is null
            ? new(await GetAsync(model, cancellation), null, refusal)
            : await _store.ChangeAsync(model, [command(registered)], new(registered, request, null), cancellation);
    }

    private async Task<DeploymentResult> RollbackCoreAsync(string model, DeploymentRequest request, CancellationToken cancellation)
    {
        var state = await GetAsync(model, cancellation);
        if (state.Previous is not { } previous)
        {
            return new(state, null, new(RefusalReason.NoPrevious, DeploymentNotes.NoEarlier(model)));
        }

        // States of before returns forgot what they passed over may still name a version that was taken out.
        if ((await RollbacksAsync(model, cancellation)).Removed.GetValueOrDefault(previous) is { } rollback)
        {
            return new(state, null, new(RefusalReason.NoPrevious, DeploymentNotes.EarlierRemoved(model, rollback.From, rollback.By)));
        }

        var (registered, refusal) = await VerifyAsync(model, previous, cancellation);
        return registered is null
            ? new(state, null, refusal)
            : await _store.ChangeAsync(model, [new Rollback(previous)], new(registered, request, null), cancellation);
    }

    private async Task<DeploymentResult> RestoreCoreAsync(
        string model,
        int version,
        DeploymentRequest request,
        CancellationToken cancellation
    )
    {
        var served = await ledger
            .ReadAsync(model, cancellation)
            .Where(entry => entry.ChangedLive)
            .Select(entry => entry.To)
            .Distinct()
            .Order()
            .ToListAsync(cancellation);
        var (registered, refusal) = await VerifyAsync(model, version, cancellation);
        if (registered is not null && !served.Contains(version))
        {
            refusal = new(RefusalReason.NeverServed, DeploymentNotes.NeverServed(model, version, served));
        }

        return refusal is not null
            ? new(await GetAsync(model, cancellation), null, refusal)
            : await _store.ChangeAsync(model, [new Restore(version)], new(registered!, request, null), cancellation);
    }

    private async Task<(ModelVersion? Version, Refusal? Refusal)> VerifyAsync(string model, int version, CancellationToken cancellation)
    {
        if (await registry.FindAsync(model, version, cancellation) is not { } registered)
        {
            return (null, Unknown(model, version));
        }

        return await probe(registered, cancellation) is { } fault
            ? (null, new(RefusalReason.ArtifactBroken, DeploymentNotes.CannotServe(model, version, fault)))
            : (registered, null);
    }

    private static Refusal Unknown(string model, int version) =>
        new(RefusalReason.UnknownVersion, DeploymentNotes.UnknownVersion(model, version));
}
