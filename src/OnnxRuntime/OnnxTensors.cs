using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MLOpsFunctions.Data;
using MLOpsFunctions.Onnx;

namespace MLOpsFunctions.OnnxRuntime;

/// <summary>
/// Columns as the tensors that a model takes. A missing number is NaN, a missing text empty, and a missing time the
/// least number.
/// </summary>
internal static class OnnxTensors
{
    /// <summary>A tensor of columns side by side.</summary>
    /// <param name="rows">The rows; a column that they lack is missing throughout.</param>
    /// <param name="type">The elements wanted.</param>
    /// <param name="isFlat">Whether the tensor has one dimension, of one column.</param>
    /// <param name="medians">By column, what stands for a missing number; null: nothing.</param>
    public static OrtValue Of(
        DataFrame rows,
        IReadOnlyList<string> columns,
        OnnxElementType type,
        bool isFlat,
        IReadOnlyDictionary<string, double>? medians = null
    )
    {
        long[] shape = isFlat ? [rows.RowCount] : [rows.RowCount, columns.Count];
        return type switch
        {
            OnnxElementType.String => Texts(rows, columns, shape),
            OnnxElementType.Float => OrtValue.CreateTensorValueFromMemory(Fill(rows, columns, medians, number => (float)number), shape),
            OnnxElementType.Double => OrtValue.CreateTensorValueFromMemory(Fill(rows, columns, medians, number => number), shape),
            _ => OrtValue.CreateTensorValueFromMemory(Fill(rows, columns, medians, WholeNumber), shape),
        };
    }

    /// <summary>The numbers of a tensor of floats, doubles or whole numbers.</summary>
    /// <exception cref="ProblemException">It is of another type.</exception>
    public static double[] Numbers(OrtValue value) =>
        !value.IsTensor
            ? throw OnnxSession.Failure("an output that is no tensor", "a tensor of numbers")
            : value.GetTensorTypeAndShape().ElementDataType switch
            {
                TensorElementType.Float => Array.ConvertAll(value.GetTensorDataAsSpan<float>().ToArray(), number => (double)number),
                TensorElementType.Double => value.GetTensorDataAsSpan<double>().ToArray(),
                TensorElementType.Int64 => Array.ConvertAll(value.GetTensorDataAsSpan<long>().ToArray(), number => (double)number),
                var other => throw OnnxSession.Failure($"an output of {other}", "floats, doubles or whole numbers"),
            };

    /// <summary>A whole number; a missing one is the least.</summary>
    private static long WholeNumber(double number) => double.IsNaN(number) ? long.MinValue : (long)number;

    private static T[] Fill<T>(
        DataFrame rows,
        IReadOnlyList<string> columns,
        IReadOnlyDictionary<string, double>? medians,
        Func<double, T> convert
    )
    {
        var cells = new T[rows.RowCount * columns.Count];
        for (var c = 0; c < columns.Count; c++)
        {
            var column = rows.Find(columns[c]);
            var absent = medians?.GetValueOrDefault(columns[c], double.NaN) ?? double.NaN;
            for (var row = 0; row < rows.RowCount; row++)
            {
                cells[(row * columns.Count) + c] =
                    column is TimeColumn times && typeof(T) == typeof(long)
                        ? (T)(object)Microseconds(times, row)
                        : convert(column is NumberColumn numbers && !numbers.IsMissing(row) ? numbers.Values[row] : absent);
            }
        }

        return cells;
    }

    private static long Microseconds(TimeColumn times, int row) =>
        times.IsMissing(row) ? long.MinValue : (times.Ticks[row] - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    private static OrtValue Texts(DataFrame rows, IReadOnlyList<string> columns, long[] shape)
    {
        var tensor = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, shape);
        for (var c = 0; c < columns.Count; c++)
        {
            var column = rows.Find(columns[c]) as TextColumn;
            for (var row = 0; row < rows.RowCount; row++)
            {
                tensor.StringTensorSetElementAt((column?[row] ?? "").AsSpan(), (row * columns.Count) + c);
            }
        }

        return tensor;
    }
}
