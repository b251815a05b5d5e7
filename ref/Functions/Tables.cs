// Azure.Data.Tables. TableEntity is a dictionary here too, so that tests can write and read one.
using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Azure.Core;
using Azure.Data.Tables.Models;

namespace Azure.Data.Tables
{
    public interface ITableEntity
    {
        string PartitionKey { get; set; }
        string RowKey { get; set; }
        DateTimeOffset? Timestamp { get; set; }
        ETag ETag { get; set; }
    }

    public sealed class TableEntity : ITableEntity, IDictionary<string, object>
    {
        private readonly Dictionary<string, object> _values = [];
        public TableEntity() { }
        public TableEntity(string partitionKey, string rowKey) => (PartitionKey, RowKey) = (partitionKey, rowKey);
        public string PartitionKey { get; set; } = "";
        public string RowKey { get; set; } = "";
        public DateTimeOffset? Timestamp { get; set; }
        public ETag ETag { get; set; }
        public object this[string key] { get => _values[key]; set => _values[key] = value; }
        public ICollection<string> Keys => _values.Keys;
        ICollection<object> IDictionary<string, object>.Values => _values.Values;
        public int Count => _values.Count;
        bool ICollection<KeyValuePair<string, object>>.IsReadOnly => false;
        public string? GetString(string key) => _values.GetValueOrDefault(key) as string;
        public byte[]? GetBinary(string key) => _values.GetValueOrDefault(key) as byte[];
        public void Add(string key, object value) => _values.Add(key, value);
        public bool ContainsKey(string key) => _values.ContainsKey(key);
        public bool Remove(string key) => _values.Remove(key);
        public bool TryGetValue(string key, [MaybeNullWhen(false)] out object value) => _values.TryGetValue(key, out value);
        public void Clear() => _values.Clear();
        void ICollection<KeyValuePair<string, object>>.Add(KeyValuePair<string, object> item) => throw null!;
        bool ICollection<KeyValuePair<string, object>>.Contains(KeyValuePair<string, object> item) => throw null!;
        void ICollection<KeyValuePair<string, object>>.CopyTo(KeyValuePair<string, object>[] array, int arrayIndex) => throw null!;
        bool ICollection<KeyValuePair<string, object>>.Remove(KeyValuePair<string, object> item) => throw null!;
        IEnumerator<KeyValuePair<string, object>> IEnumerable<KeyValuePair<string, object>>.GetEnumerator() => throw null!;
        IEnumerator IEnumerable.GetEnumerator() => throw null!;
    }

    public enum TableTransactionActionType
    {
        Add,
        UpdateMerge,
        UpdateReplace,
        Delete,
        UpsertMerge,
        UpsertReplace,
    }

    public class TableTransactionAction
    {
        public TableTransactionAction(TableTransactionActionType actionType, ITableEntity entity) => throw null!;
        public TableTransactionAction(TableTransactionActionType actionType, ITableEntity entity, ETag etag = default) => throw null!;
    }

    public class TableTransactionFailedException : RequestFailedException
    {
        public TableTransactionFailedException(RequestFailedException requestFailedException) : base("") => throw null!;
    }

    public class TableClientOptions : ClientOptions
    {
        public enum ServiceVersion
        {
            V2019_02_02 = 1,
            V2020_12_06 = 2,
        }

        public TableClientOptions(ServiceVersion serviceVersion = ServiceVersion.V2020_12_06) => throw null!;
    }

    public class TableServiceClient
    {
        protected TableServiceClient() { }
        public TableServiceClient(string connectionString) => throw null!;
        public TableServiceClient(Uri endpoint, TokenCredential tokenCredential, TableClientOptions? options = null) => throw null!;
        public virtual TableClient GetTableClient(string tableName) => throw null!;
    }

    public class TableClient
    {
        protected TableClient() { }
        public static string CreateQueryFilter(FormattableString filter) => throw null!;
        public virtual Task<Response<TableItem>> CreateIfNotExistsAsync(CancellationToken cancellationToken = default) => throw null!;
        public virtual Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(
            string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
            where T : class, ITableEntity => throw null!;
        public virtual AsyncPageable<T> QueryAsync<T>(
            string? filter = null, int? maxPerPage = null, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
            where T : class, ITableEntity => throw null!;
        public virtual Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(
            IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default) => throw null!;
    }
}

namespace Azure.Data.Tables.Models
{
    public class TableItem
    {
        public TableItem(string name) => throw null!;
    }
}
