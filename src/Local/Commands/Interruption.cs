using System.Runtime.InteropServices;

namespace MLOpsFunctions.Local.Commands;

/// <summary>
/// What Ctrl-C and the request to terminate mean to a verb. Where it follows a search, the first Ctrl-C only says that
/// the person has seen enough; the next stops the verb, and what runs goes on with the next command in the workspace.
/// One more ends the process where it stands, which loses nothing either.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _signals;

    public Interruption() =>
        _signals = [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop),
        ];

    /// <summary>Stops the verb.</summary>
    public CancellationToken Stopped => _stop.Token;

    /// <summary>Whether the first Ctrl-C only ends a search.</summary>
    public bool IsSearching { get; set; }

    /// <summary>Whether somebody has seen enough of the search.</summary>
    public bool HasSeenEnough { get; private set; }

    public void Dispose()
    {
        Array.ForEach(_signals, signal => signal.Dispose());
        _stop.Dispose();
    }

    private void Interrupt(PosixSignalContext signal)
    {
        if (IsSearching && !HasSeenEnough)
        {
            (HasSeenEnough, signal.Cancel) = (true, true);
        }
        else
        {
            Stop(signal);
        }
    }

    private void Stop(PosixSignalContext signal)
    {
        signal.Cancel = !_stop.IsCancellationRequested;
        _stop.Cancel();
    }
}
