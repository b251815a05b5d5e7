using Microsoft.ML;
using Microsoft.ML.Data;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.MlNet.Rows;

/// <summary>Reads encoded rows in their order.</summary>
/// <param name="schema">The columns.</param>
/// <param name="set">The rows.</param>
/// <param name="missing">The replacement of a missing value.</param>
/// <param name="cancellation">Looked at row by row.</param>
internal sealed class EncodedCursor(DataViewSchema schema, TrainingSet set, float missing, CancellationToken cancellation)
    : DataViewRowCursor
{
    private int _row = -1;

    /// <inheritdoc/>
    public override long Position => _row;

    /// <inheritdoc/>
    public override long Batch => 0;

    /// <inheritdoc/>
    public override DataViewSchema Schema => schema;

    /// <inheritdoc/>
    public override bool IsColumnActive(DataViewSchema.Column column) => true;

    /// <inheritdoc/>
    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = new((ulong)_row, 0);

    /// <inheritdoc/>
    public override bool MoveNext()
    {
        cancellation.ThrowIfCancellationRequested();
        return ++_row < set.Features.RowCount;
    }

    /// <inheritdoc/>
    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
        column.Name switch
        {
            RowSchema.Features => Getters.As<VBuffer<float>, TValue>(Features, column),
            RowSchema.Weight => Getters.As<float, TValue>((ref float value) => value = (float)set.Weights![_row], column),
            _ when column.Type is BooleanDataViewType => Getters.As<bool, TValue>(
                (ref bool value) => value = set.Labels[_row] == 1,
                column
            ),
            _ when column.Type is KeyDataViewType => Getters.As<uint, TValue>(
                (ref uint value) => value = (uint)set.Labels[_row] + 1,
                column
            ), // 0 is a missing key
            _ => Getters.As<float, TValue>((ref float value) => value = (float)set.Labels[_row], column),
        };

    private void Features(ref VBuffer<float> value)
    {
        var editor = VBufferEditor.Create(ref value, set.Features.Columns.Length);
        set.Features.CopyRow(_row, editor.Values);
        if (!float.IsNaN(missing))
        {
            editor.Values.Replace(float.NaN, missing);
        }

        value = editor.Commit();
    }
}

/// <summary>Returns a getter as the requested type.</summary>
internal static class Getters
{
    /// <exception cref="InvalidOperationException">The column has another type than the requested one.</exception>
    public static ValueGetter<TAsked> As<THeld, TAsked>(ValueGetter<THeld> getter, DataViewSchema.Column column) =>
        getter as ValueGetter<TAsked>
        ?? throw new InvalidOperationException($"Column {column.Name} holds {typeof(THeld)} and was asked for {typeof(TAsked)}.");
}
