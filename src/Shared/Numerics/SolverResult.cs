namespace MLOpsFunctions.Numerics;

/// <summary>Where a solver ended.</summary>
/// <param name="Point">The best point.</param>
/// <param name="Converged">The gradient is as small as was asked for, or as small as doubles let it be.</param>
/// <param name="Iterations">Steps taken.</param>
/// <param name="Gradient">The gradient's largest component there.</param>
internal sealed record SolverResult(double[] Point, bool Converged, int Iterations, double Gradient);
