// Microsoft.ML.DataView.
using Microsoft.ML.Data;

namespace Microsoft.ML
{
    public delegate void ValueGetter<TValue>(ref TValue value);

    public interface IDataView
    {
        bool CanShuffle { get; }
        DataViewSchema Schema { get; }
        long? GetRowCount();
        DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null);
        DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null);
    }

    public sealed class DataViewSchema
    {
        private DataViewSchema() { }
        public struct Column
        {
            public string Name => throw null;
            public DataViewType Type => throw null;
        }

        public sealed class Builder
        {
            public void AddColumn(string name, DataViewType type) => throw null;
            public DataViewSchema ToSchema() => throw null;
        }
    }

    public abstract class DataViewRow : IDisposable
    {
        public abstract long Position { get; }
        public abstract long Batch { get; }
        public abstract DataViewSchema Schema { get; }
        public abstract ValueGetter<DataViewRowId> GetIdGetter();
        public abstract bool IsColumnActive(DataViewSchema.Column column);
        public abstract ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column);
        public void Dispose() => throw null;
    }

    public abstract class DataViewRowCursor : DataViewRow
    {
        public abstract bool MoveNext();
    }
}

namespace Microsoft.ML.Data
{
    public abstract class DataViewType
    {
        private protected DataViewType() { }
    }

    public sealed class BooleanDataViewType : DataViewType
    {
        private BooleanDataViewType() { }
        public static BooleanDataViewType Instance => throw null;
    }

    public sealed class NumberDataViewType : DataViewType
    {
        private NumberDataViewType() { }
        public static NumberDataViewType Single => throw null;
    }

    public sealed class KeyDataViewType : DataViewType
    {
        public KeyDataViewType(Type type, int count) => throw null;
    }

    public sealed class VectorDataViewType : DataViewType
    {
        public VectorDataViewType(NumberDataViewType itemType, int size = 0) => throw null;
    }

    public readonly struct DataViewRowId
    {
        public DataViewRowId(ulong low, ulong high) => throw null;
    }

    public readonly struct VBuffer<T>
    {
    }

    public readonly ref struct VBufferEditor<T>
    {
        public Span<T> Values => throw null;
        public VBuffer<T> Commit() => throw null;
    }

    public static class VBufferEditor
    {
        public static VBufferEditor<T> Create<T>(ref VBuffer<T> destination, int newLogicalLength) => throw null;
    }
}
