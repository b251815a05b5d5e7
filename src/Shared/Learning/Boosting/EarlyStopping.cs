namespace MLOpsFunctions.Learning.Boosting;

/// <summary>Decides from the validation loss after each round whether another one can still help.</summary>
/// <param name="patience">Rounds without a better loss before it says stop.</param>
/// <param name="startLoss">The loss before the first round.</param>
internal sealed class EarlyStopping(int patience, double startLoss)
{
    private double _best = startLoss;
    private int _rounds;

    /// <summary>Rounds after which the loss was least.</summary>
    public int BestRounds { get; private set; }

    /// <summary>Takes note of the loss after one more round; true: stop.</summary>
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
