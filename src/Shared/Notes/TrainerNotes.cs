using static System.FormattableString;

namespace MLOpsFunctions.Notes;

/// <summary>Notes of trainers on how a model was fitted.</summary>
internal static class TrainerNotes
{
    /// <summary>Boosting stopped: no split lowers the loss.</summary>
    /// <param name="rounds">Rounds before.</param>
    public static Note NoUsefulSplit(int rounds) => new("no-useful-split", ("rounds", rounds));

    /// <summary>Validation rows chose the penalty on n-grams along a path of penalties.</summary>
    /// <param name="penalties">Penalties that were tried.</param>
    /// <param name="iterations">Iterations for all of them.</param>
    /// <param name="penalty">The one that was chosen.</param>
    public static Note PenaltyChosen(int penalties, int iterations, double penalty) =>
        new("penalty-chosen", ("penalties", penalties), ("iterations", iterations), ("penalty", penalty));

    /// <summary>The solver of the linear model has ended.</summary>
    /// <param name="gradient">The norm of the last gradient.</param>
    /// <param name="hasConverged">Whether that is small enough.</param>
    public static Note SolverEnded(int iterations, double gradient, bool hasConverged) =>
        new(hasConverged ? "solver-converged" : "solver-stopped", ("iterations", iterations), ("gradient", gradient));

    /// <summary>ML.NET's sdca gives other last digits on other processors.</summary>
    public static Note SdcaIsNotPortable() => new("sdca-not-portable");

    /// <summary>A kernel model learned from a part of the rows.</summary>
    /// <param name="rows">Rows that it learned from.</param>
    public static Note KernelRows(int rows, int all) => new("kernel-rows", ("rows", rows), ("all", all));

    /// <summary>Boosting ended at its bound, not because it stopped helping.</summary>
    public static Note TreesAtMost(int trees) => new("trees-at-most", ("trees", trees));

    /// <summary>Whether a note only tells how a fit went that went well.</summary>
    internal static bool IsDetail(Note note) => note.Code is "solver-converged" or "penalty-chosen";

    internal static string? Sentence(Note note) =>
        note.Code switch
        {
            "kernel-rows" => Invariant($"The kernel learned from {note.Number("rows"):N0} of {note.Number("all"):N0} rows, as if drawn.")
                + " More would hardly change it, and take minutes.",
            "trees-at-most" => Invariant($"Training ended at the most trees, {note.Number("trees"):N0}, while they still helped."),
            "no-useful-split" => Invariant($"Training ended after {note.Number("rounds")} rounds: no split lowers the loss."),
            "penalty-chosen" => Invariant($"linear: of {note.Number("penalties")} penalties on n-grams, in {Iterations(note)}, ")
                + Invariant($"validation rows chose {note.Number("penalty"):G2}; this trial learns the columns beside them."),
            "solver-converged" => Invariant($"linear: the solver converged in {Iterations(note)}, to a gradient of ")
                + Invariant($"{note.Number("gradient"):0.0e+0}."),
            "solver-stopped" => Invariant($"linear: the solver stopped after {Iterations(note)} at a gradient of ")
                + Invariant($"{note.Number("gradient"):0.0e+0}; a larger l2 converges sooner."),
            "sdca-not-portable" => "ML.NET's sdca adds floats up in an order that depends on how wide the processor's vectors are: "
                + "a rebuild on another processor may differ in the last digits.",
            _ => null,
        };

    private static string Iterations(Note note) =>
        note.Number("iterations") is 1 ? "1 iteration" : Invariant($"{note.Number("iterations")} iterations");
}
