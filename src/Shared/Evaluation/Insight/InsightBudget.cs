namespace MLOpsFunctions.Evaluation.Insight;

/// <summary>
/// How many questions a model is asked. The cost of a question grows with the model's bytes. So the same model is asked
/// the same questions on every machine, and a large one takes about as long as a small one: about a fifth of a second
/// for each kind of insight on one core.
/// </summary>
/// <param name="ModelBytes">Length of the model file.</param>
internal sealed record InsightBudget(long ModelBytes)
{
    /// <summary>Most columns that are shuffled: a reader looks at the first few.</summary>
    public const int Columns = 20;

    /// <summary>Columns with a dependence curve, and values of each.</summary>
    public const int Curves = 8;

    /// <summary>Values of a curve.</summary>
    public const int Points = 10;

    /// <summary>Shuffles of each column: enough to estimate the chance part.</summary>
    public const int Shuffles = 3;

    /// <summary>Texts whose words are used.</summary>
    public const int Texts = 2_000;

    /// <summary>Row scores times model bytes: a score visits about one node in five hundred bytes.</summary>
    private const double ScoreBytes = 2e10;

    /// <summary>Rows explained times model bytes: an explanation visits every node.</summary>
    private const double ExplainBytes = 6e7;

    /// <summary>Rows to explain.</summary>
    public int ExplainRows => Between(ExplainBytes / ModelBytes, 20, 500);

    /// <summary>Rows to shuffle, for so many columns.</summary>
    public int ShuffleRows(int columns) => Between(ScoreBytes / ModelBytes / (Shuffles * Math.Max(1, columns)), 100, 2_000);

    /// <summary>Rows to average over, for so many curves.</summary>
    public int CurveRows(int curves) => Between(ScoreBytes / ModelBytes / (Points * Math.Max(1, curves)), 50, 500);

    private static int Between(double rows, int least, int most) => (int)Math.Clamp(rows, least, most);
}
