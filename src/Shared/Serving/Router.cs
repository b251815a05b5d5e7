using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Serving;

/// <summary>
/// Finds the version that answers a request: one reference a model, replaced as a whole. Who has taken it uses that
/// version to the end of the request, whatever is swapped meanwhile. Another process' swap is seen after
/// <see cref="Freshness"/>, this process' own at once by <see cref="Invalidate"/>.
/// </summary>
/// <param name="deployments">Which version serves.</param>
/// <param name="scorer">Loads it.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where a storage that cannot be asked is told of.</param>
public sealed partial class Router(Deployments deployments, Scorer scorer, TimeProvider time, ILogger log)
{
    /// <summary>
    /// How long a reference is used unchecked: a check is one small read, and a swap that takes a second to spread is
    /// as good as one at once.
    /// </summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a version goes on serving while storage cannot say whether it still should: longer than a failover,
    /// shorter than anyone waits for a rollback.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Route> _routes = new(StringComparer.Ordinal);

    /// <summary>The version that serves the model; null where none does.</summary>
    public ValueTask<RoutedModel?> FindAsync(string model, CancellationToken cancellation = default) =>
        _routes.TryGetValue(model, out var route) && route.Target is { } target && IsFresh(route, target)
            ? new(target.Routed)
            : new(RefreshAsync(model, route, cancellation));

    /// <summary>Makes the next request ask which version serves.</summary>
    public void Invalidate(string model)
    {
        if (_routes.TryGetValue(model, out var route))
        {
            route.Invalidate();
        }
    }

    private bool IsFresh(Route route, Target target) => target.Epoch == route.Epoch && time.GetUtcNow() - target.Checked < Freshness;

    private async Task<RoutedModel?> RefreshAsync(string model, Route? route, CancellationToken cancellation)
    {
        if (route is null)
        {
            // Only what serves gets a route, so that made-up names cost no memory.
            if (await deployments.GetAsync(model, cancellation) is { LiveVersion: null } or { IsArchived: true })
            {
                return null;
            }

            route = _routes.GetOrAdd(model, static _ => new());
        }

        // While one request asks, the others go on with the version they know, unless they know of a swap.
        if (!await route.Gate.WaitAsync(route.Target is { } known && known.Epoch == route.Epoch ? 0 : Timeout.Infinite, cancellation))
        {
            return route.Target!.Routed;
        }

        try
        {
            if (route.Target is { } target && IsFresh(route, target))
            {
                return target.Routed;
            }

            return (route.Target = await AskAsync(model, route, cancellation))?.Routed;
        }
        finally
        {
            route.Gate.Release();
        }
    }

    private async Task<Target?> AskAsync(string model, Route route, CancellationToken cancellation)
    {
        var (epoch, now, before) = (route.Epoch, time.GetUtcNow(), route.Target);
        try
        {
            var state = await deployments.GetAsync(model, cancellation);
            if (state.IsArchived)
            {
                return null;
            }

            if (before is not null && before.Generation == state.Generation && before.Stage == state.Rollout?.Number)
            {
                return before with { Epoch = epoch, Checked = now, Confirmed = now };
            }

            if (state.LiveVersion is not { } live || await scorer.LoadAsync(model, live, cancellation) is not { } served)
            {
                return null;
            }

            var trial = state.Rollout is { } rollout ? await TrialAsync(model, rollout, state.Idle, cancellation) : null;
            return new(new(served, ServingRole.Champion, state.Live) { Trial = trial }, state.Generation, epoch, now, now);
        }
        catch (Exception fault) when (fault is not OperationCanceledException && before is not null && now - before.Confirmed < Patience)
        {
            LogUnasked(log, fault, model, before.Routed.Served.Version.Number);
            return before with { Epoch = epoch, Checked = now };
        }
    }

    /// <summary>
    /// The rollout with the version beside the one that serves. That it cannot be loaded is its own fault, not the
    /// request's. Null where storage cannot be asked now: nobody is at fault, and the next look tries again.
    /// </summary>
    private async Task<RoutedRollout?> TrialAsync(string model, Rollout rollout, Slot slot, CancellationToken cancellation)
    {
        var number = rollout.Stage == RolloutStage.Bake ? rollout.Baseline : rollout.Version;
        try
        {
            var other = await scorer.LoadAsync(model, number, cancellation);
            var role = rollout.Stage == RolloutStage.Canary ? ServingRole.Canary : ServingRole.Shadow;
            return new(model, rollout, other is null ? null : new(other, role, slot));
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LogUnloaded(log, fault, model, number);
            return fault is InvalidDataException or InvalidModelException or ProblemException ? new(model, rollout, null) : null;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Version {Version} of {Model} cannot be loaded for its rollout")]
    private static partial void LogUnloaded(ILogger log, Exception fault, string model, int version);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Which version of {Model} serves could not be asked; version {Version} goes on for now"
    )]
    private static partial void LogUnasked(ILogger log, Exception fault, string model, int version);

    /// <summary>A version with the circumstances under which it was found to serve.</summary>
    private sealed record Target(RoutedModel Routed, long Generation, long Epoch, DateTimeOffset Checked, DateTimeOffset Confirmed)
    {
        public int? Stage => Routed.Trial?.Rollout.Number;
    }

    private sealed class Route
    {
        private long _epoch;
        private volatile Target? _target;

        public SemaphoreSlim Gate { get; } = new(1);

        public long Epoch => Volatile.Read(ref _epoch);

        public Target? Target
        {
            get => _target;
            set => _target = value;
        }

        public void Invalidate() => Interlocked.Increment(ref _epoch);
    }
}
