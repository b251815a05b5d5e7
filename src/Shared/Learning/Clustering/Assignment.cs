namespace MLOpsFunctions.Learning.Clustering;

/// <summary>
/// The assignment problem: pairs of rows and columns of the greatest sum, by the Hungarian method with potentials (Kuhn
/// 1955; Jonker and Volgenant, Computing 38, 1987).
/// </summary>
internal static class Assignment
{
    /// <summary>The column of each row; null where there are more rows than columns and the row is left over.</summary>
    public static int?[] Greatest(double[,] values)
    {
        var (rows, columns) = (values.GetLength(0), values.GetLength(1));
        var size = Math.Max(rows, columns);
        var (rowOf, rowPrices, columnPrices) = (new int[size + 1], new double[size + 1], new double[size + 1]);
        for (var row = 1; row <= size; row++)
        {
            Augment(row, Cost, rowOf, rowPrices, columnPrices);
        }

        var columnOf = new int?[rows];
        for (var column = 1; column <= columns; column++)
        {
            if (rowOf[column] <= rows)
            {
                columnOf[rowOf[column] - 1] = column - 1;
            }
        }

        return columnOf;

        double Cost(int row, int column) => row <= rows && column <= columns ? -values[row - 1, column - 1] : 0;
    }

    /// <summary>Gives one more row a column along the shortest path of changes; place 0 stands for no column.</summary>
    private static void Augment(int row, Func<int, int, double> cost, int[] rowOf, double[] rowPrices, double[] columnPrices)
    {
        var (least, from, isDone) = (new double[rowOf.Length], new int[rowOf.Length], new bool[rowOf.Length]);
        Array.Fill(least, double.PositiveInfinity);
        rowOf[0] = row;
        var column = 0;
        while (rowOf[column] != 0)
        {
            isDone[column] = true;
            var (current, step, next) = (rowOf[column], double.PositiveInfinity, 0);
            for (var other = 1; other < rowOf.Length; other++)
            {
                if (isDone[other])
                {
                    continue;
                }

                var reduced = cost(current, other) - rowPrices[current] - columnPrices[other];
                (least[other], from[other]) = reduced < least[other] ? (reduced, column) : (least[other], from[other]);
                (step, next) = least[other] < step ? (least[other], other) : (step, next);
            }

            for (var other = 0; other < rowOf.Length; other++)
            {
                if (isDone[other])
                {
                    rowPrices[rowOf[other]] += step;
                    columnPrices[other] -= step;
                }
                else
                {
                    least[other] -= step;
                }
            }

            column = next;
        }

        for (; column != 0; column = from[column])
        {
            rowOf[column] = rowOf[from[column]];
        }
    }
}
