using static System.FormattableString;
using static MLOpsFunctions.Notes.Wording;

namespace MLOpsFunctions.Notes;

/// <summary>Notes on how scores become answers: calibration and thresholds.</summary>
internal static class DecisionNotes
{
    /// <summary>Probabilities are calibrated.</summary>
    /// <param name="method">The method: platt, isotonic or temperature.</param>
    /// <param name="rows">Validation rows.</param>
    /// <param name="before">Log loss before.</param>
    /// <param name="after">Log loss after.</param>
    /// <param name="isInTime">Whether each row was calibrated on earlier rows; otherwise by cross-validation.</param>
    public static Note Calibrated(string method, int rows, double before, double after, bool isInTime) =>
        new("calibrated", ("method", method), ("rows", rows), ("before", before), ("after", after), ("inTime", isInTime));

    /// <summary>The threshold with the greatest F1.</summary>
    public static Note ThresholdByF1(string answer, double threshold, double f1, int rows) =>
        new("threshold-f1", ("answer", answer), ("threshold", threshold), ("f1", f1), ("rows", rows));

    /// <summary>The threshold with the least cost.</summary>
    /// <param name="answer">The class.</param>
    /// <param name="threshold">From this probability on it is the answer.</param>
    /// <param name="cost">The cost of a row.</param>
    /// <param name="rows">Validation rows.</param>
    public static Note ThresholdByCost(string answer, double threshold, double cost, int rows) =>
        new("threshold-cost", ("answer", answer), ("threshold", threshold), ("cost", cost), ("rows", rows));

    /// <summary>The threshold that is precise enough.</summary>
    /// <param name="answer">The class.</param>
    /// <param name="threshold">From this probability on it is the answer.</param>
    /// <param name="wanted">The precision that was asked for.</param>
    /// <param name="rows">Validation rows.</param>
    public static Note ThresholdByPrecision(string answer, double threshold, double precision, double recall, double wanted, int rows) =>
        new(
            "threshold-precision",
            ("answer", answer),
            ("threshold", threshold),
            ("precision", precision),
            ("recall", recall),
            ("wanted", wanted),
            ("rows", rows)
        );

    /// <summary>No validation row is of the class, so there is no threshold.</summary>
    public static Note NoThreshold(string answer) => new("no-threshold", ("answer", answer));

    /// <summary>From which score on a row is an anomaly: the share was declared.</summary>
    /// <param name="threshold">The score.</param>
    /// <param name="called">The share of training rows at or above it.</param>
    /// <param name="declared">The share that was declared.</param>
    public static Note AnomaliesByShare(double threshold, double called, double declared) =>
        new("anomalies-share", ("threshold", threshold), ("called", called), ("share", declared));

    /// <summary>The same: the labels give the share.</summary>
    public static Note AnomaliesByLabels(double threshold, double called, double labelled) =>
        new("anomalies-labels", ("threshold", threshold), ("called", called), ("share", labelled));

    /// <summary>The same: nobody gave a share, so it is Tukey's fence.</summary>
    public static Note AnomaliesByFence(double threshold, double called) =>
        new("anomalies-fence", ("threshold", threshold), ("called", called));

    internal static string? Sentence(Note note) =>
        note.Code switch
        {
            "calibrated" => Invariant(
                $"Probabilities are calibrated ({Method(note)}) on {note.Number("rows"):N0} validation rows: log loss "
            )
                + Invariant($"{note.Number("before"):0.####} before, {note.Number("after"):0.####} after, ")
                + $"{(note.Is("inTime") ? "each on rows later than it was fitted on" : "cross-validated")}.",
            "threshold-f1" => Threshold(note, Invariant($"F1 {note.Number("f1"):0.####}")),
            "threshold-cost" => Threshold(note, Invariant($"a cost of {note.Number("cost"):0.####} a row")),
            "threshold-precision" => Threshold(
                note,
                note.Number("precision") >= note.Number("wanted")
                    ? Invariant($"recall {note.Number("recall"):0.####} at precision {note.Number("precision"):0.####}")
                    : Invariant($"precision {note.Number("precision"):0.####} at recall {note.Number("recall"):0.####}; no threshold ")
                        + Invariant($"reaches the {note.Number("wanted"):0.####} that was asked for")
            ),
            "no-threshold" => $"No validation row is {Quote(note.Text("answer"))}, so that no threshold could be chosen; the more probable "
                + "class is answered.",
            "anomalies-share" => Anomalies(note, $"the share declared as contamination is {Share(note, "share")}"),
            "anomalies-labels" => Anomalies(note, $"{Share(note, "share")} of the training rows are labelled as anomalies"),
            "anomalies-fence" => Anomalies(
                note,
                "nobody said how many there are, so it is Tukey's fence: half again the width of the scores' middle half above it"
            ),
            _ => null,
        };

    private static string Method(Note note) =>
        note.Text("method") switch
        {
            "platt" => "Platt's logistic curve",
            "isotonic" => "isotonic regression",
            _ => "temperature scaling",
        };

    private static string Threshold(Note note, string achieved) =>
        Invariant($"{Quote(note.Text("answer"))} is answered from a probability of {note.Number("threshold"):0.####} on: ")
        + Invariant($"{achieved} on {note.Number("rows"):N0} validation rows.");

    private static string Anomalies(Note note, string reason) =>
        $"A row is called an anomaly from a score of {NumberFormat.Format(note.Number("threshold"))} on, as {Share(note, "called")} of the "
        + $"training rows are: {reason}.";

    private static string Share(Note note, string name) => $"{NumberFormat.Format(100 * note.Number(name))}%";
}
