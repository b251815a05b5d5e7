namespace MLOpsFunctions.Numerics;

/// <summary>The result of a solver.</summary>
/// <param name="Point">The best point.</param>
/// <param name="Converged">Whether the gradient is below the tolerance, or as small as doubles allow.</param>
/// <param name="Iterations">Steps taken.</param>
/// <param name="Gradient">The gradient's largest component there.</param>
internal sealed record SolverResult(double[] Point, bool Converged, int Iterations, double Gradient);
