using Microsoft.Extensions.Logging;
using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Functions.Triggers;

/// <summary>
/// Anchors every model's ledger and tells of one that was altered. One model that cannot be checked keeps no other waiting.
/// </summary>
/// <param name="registry">The models.</param>
/// <param name="anchors">Their anchors.</param>
/// <param name="log">What alerts read.</param>
public sealed partial class LedgerWatch(ModelRegistry registry, LedgerAnchors anchors, ILogger<LedgerWatch> log)
{
    /// <summary>Checks every model.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await foreach (var model in registry.ModelsAsync(cancellation))
        {
            try
            {
                if (await anchors.CheckAsync(model, cancellation) is { Intact: false } check)
                {
                    Altered(log, model, check.Sentence);
                }
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                Unchecked(log, fault, model);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Critical, "LedgerAltered: the ledger of {Model} is not what it was: {Reason}", EventName = "LedgerAltered")]
    private static partial void Altered(ILogger log, string model, string reason);

    [LoggerMessage(2, LogLevel.Error, "LedgerUnchecked: the ledger of {Model} could not be checked", EventName = "LedgerUnchecked")]
    private static partial void Unchecked(ILogger log, Exception fault, string model);
}
