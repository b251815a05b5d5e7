using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Experiments.Search;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Experiments.Ensembles;

/// <summary>What an ensemble must show besides: that it is better than the best single model by more than it costs.</summary>
internal static class EnsembleCondition
{
    /// <summary>The condition; none for other winners.</summary>
    /// <param name="winner">The trial that won; null: not known.</param>
    public static IEnumerable<GateOutcome> Of(Trial? winner)
    {
        if (winner?.Gain is { } gain)
        {
            var most = (1 - EnsembleSearch.LeastGain) * gain.Single;
            yield return new(
                GateName.Of(GateKind.BetterThanSingle),
                gain.Ensemble,
                most,
                gain.Ensemble <= most,
                GateNotes.AgainstSingle(gain.Ensemble, gain.Single, gain.Trainer, most)
            );
        }
    }
}
