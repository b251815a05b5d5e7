using Microsoft.ML;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.MlNet.Rows;

/// <summary>Encoded rows in the form that ML.NET reads, without a copy.</summary>
/// <param name="set">The rows.</param>
/// <param name="schema">Their columns, as ML.NET sees them.</param>
/// <param name="cancellation">Looked at row by row, because ML.NET's trainers know no cancellation of their own.</param>
/// <param name="missing">The replacement of a missing value: NaN, unless the trainer does not support it.</param>
internal sealed class EncodedDataView(TrainingSet set, DataViewSchema schema, CancellationToken cancellation, float missing = float.NaN)
    : IDataView
{
    /// <inheritdoc/>
    public bool CanShuffle => false;

    /// <inheritdoc/>
    public DataViewSchema Schema => schema;

    /// <inheritdoc/>
    public long? GetRowCount() => set.Features.RowCount;

    /// <inheritdoc/>
    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new EncodedCursor(schema, set, missing, cancellation);

    /// <summary>One cursor for all rows, so that their order, and the model, do not depend on the number of threads.</summary>
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];
}
