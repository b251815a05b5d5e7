namespace MLOpsFunctions.Learning.Boosting;

/// <summary>Decides from the validation loss of each round whether to go on.</summary>
/// <param name="patience">Rounds without a better loss before it stops.</param>
/// <param name="startLoss">The loss before the first round.</param>
internal sealed class EarlyStopping(int patience, double startLoss)
{
    private double _best = startLoss;
    private int _rounds;

    /// <summary>The number of rounds with the least loss.</summary>
    public int BestRounds { get; private set; }

    /// <summary>Records the loss after one more round; true: stop.</summary>
    public bool Observe(double loss)
    {
        _rounds++;
        if (loss < _best)
        {
            (_best, BestRounds) = (loss, _rounds);
        }

        return _rounds - BestRounds >= patience;
    }
}
