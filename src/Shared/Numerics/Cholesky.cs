namespace MLOpsFunctions.Numerics;

/// <summary>
/// Solves symmetric positive definite systems by Cholesky's factors (Golub and Van Loan, Matrix Computations, 2013,
/// algorithm 4.2.1).
/// </summary>
internal static class Cholesky
{
    /// <summary>A pivot below this share of its diagonal is rounding error.</summary>
    private const double LeastPivot = 1e-14;

    /// <summary>
    /// Solves in place. In a direction in which the matrix is flat, such as a column that repeats others, the solution
    /// is zero.
    /// </summary>
    /// <param name="matrix">The lower triangle, row by row; replaced by its factor.</param>
    /// <param name="vector">The right side; replaced by the solution.</param>
    public static void Solve(double[] matrix, double[] vector)
    {
        var n = vector.Length;
        var flat = Factor(matrix, n);
        for (var i = 0; i < n; i++)
        {
            vector[i] = flat[i] ? 0 : (vector[i] - Vectors.Dot(matrix.AsSpan(i * n, i), vector.AsSpan(0, i))) / matrix[(i * n) + i];
        }

        for (var i = n - 1; i >= 0; i--)
        {
            vector[i] = flat[i] ? 0 : vector[i] / matrix[(i * n) + i];
            for (var j = 0; j < i; j++)
            {
                vector[j] -= matrix[(i * n) + j] * vector[i];
            }
        }
    }

    /// <summary>Replaces the lower triangle, row by row, by its factor; says which directions are flat, and leaves those at zero.</summary>
    public static bool[] Factor(double[] matrix, int n)
    {
        var flat = new bool[n];
        for (var i = 0; i < n; i++)
        {
            var row = matrix.AsSpan(i * n, n);
            for (var j = 0; j < i; j++)
            {
                row[j] = flat[j] ? 0 : (row[j] - Vectors.Dot(row[..j], matrix.AsSpan(j * n, j))) / matrix[(j * n) + j];
            }

            var pivot = row[i] - Vectors.Dot(row[..i], row[..i]);
            flat[i] = !(pivot > LeastPivot * row[i]);
            row[i] = flat[i] ? 0 : Math.Sqrt(pivot);
        }

        return flat;
    }
}
