using Microsoft.Data.Sqlite;
using MLOpsFunctions.Local.Stores;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Local.Tests.Stores;

/// <summary>What the contract does not say: files on disk, other connections, and what stands where the database should be.</summary>
public sealed class SqliteTableStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Rows_and_ETags_outlive_the_store()
    {
        using (var store = new SqliteTableStore(_folder["deep/below/tables.db"]))
        {
            await store.WriteAsync("runs", "p", [TableWrite.Insert("a", "1")]);
        }

        using var again = new SqliteTableStore(_folder["deep/below/tables.db"]);
        var row = await again.FindAsync("runs", "p", "a");
        var etags = await again.WriteAsync("runs", "p", [TableWrite.Replace("a", "2", row!.ETag)]);
        Assert.NotEqual(row.ETag, etags![0]);
    }

    /// <summary>What a full or read-only disk leaves: a log that SQLite cannot read without files beside it.</summary>
    [Fact]
    public async Task A_copy_holds_what_stands_in_the_log_alone_and_knows_when_others_write()
    {
        using var store = new SqliteTableStore(_folder["tables.db"]);
        await store.WriteAsync("runs", "p", [TableWrite.Insert("a", "1")]);
        Assert.True(new FileInfo(_folder["tables.db-wal"]).Length > 0);

        var copy = DatabaseCopy.Make(_folder["tables.db"])!;
        using (var copied = new SqliteTableStore(copy.Path))
        {
            Assert.Equal("1", (await copied.FindAsync("runs", "p", "a"))!.Value);
        }

        Assert.True(copy.IsCurrent);
        await store.WriteAsync("runs", "p", [TableWrite.Insert("b", "2")]);
        Assert.False(copy.IsCurrent);
        copy.Dispose();
        Assert.False(Directory.Exists(Path.GetDirectoryName(copy.Path)));
    }

    [Fact]
    public async Task A_row_that_is_deleted_while_a_query_pages_is_not_told_twice_and_the_rest_is()
    {
        using var store = new SqliteTableStore(_folder["tables.db"]);
        foreach (var chunk in Enumerable.Range(0, 600).Chunk(100))
        {
            await store.WriteAsync("runs", "p", [.. chunk.Select(i => TableWrite.Insert($"{i:d3}", "{}"))]);
        }

        var read = new List<string>();
        await foreach (var row in store.QueryAsync("runs", "p"))
        {
            read.Add(row.Row);
            await store.WriteAsync("runs", "p", [TableWrite.Delete(row.Row, row.ETag)]);
        }

        Assert.Equal(Enumerable.Range(0, 600).Select(i => $"{i:d3}"), read);
        Assert.Empty(await store.QueryAsync("runs", "p").ToListAsync());
    }

    [Fact]
    public async Task A_writer_waits_for_the_writer_of_another_connection()
    {
        using var store = new SqliteTableStore(_folder["tables.db"]);
        using var other = Open();
        var transaction = other.BeginTransaction(deferred: false);
        var write = Task.Run(() => store.WriteAsync("runs", "p", [TableWrite.Insert("a", "1")]));
        Assert.Null(await store.FindAsync("runs", "p", "a")); // A reader waits for nobody.

        transaction.Commit();

        Assert.NotNull(await write);
    }

    [Fact]
    public async Task A_transaction_that_fails_midway_changes_nothing_and_the_store_goes_on()
    {
        using var store = new SqliteTableStore(_folder["tables.db"]);
        await store.WriteAsync("runs", "p", [TableWrite.Insert("a", "1")]);
        Execute("CREATE TRIGGER full BEFORE INSERT ON rows WHEN new.value = 'boom' BEGIN SELECT RAISE(ABORT, 'disk full'); END");

        await Assert.ThrowsAsync<SqliteException>(() =>
            store.WriteAsync("runs", "p", [TableWrite.Upsert("a", "2"), TableWrite.Insert("b", "boom")])
        );

        Assert.Equal("1", (await store.FindAsync("runs", "p", "a"))!.Value);
        Assert.NotNull(await store.WriteAsync("runs", "p", [TableWrite.Insert("b", "fine")]));
    }

    [Fact]
    public void A_commit_survives_power_loss()
    {
        using var store = new SqliteTableStore(_folder["tables.db"]);

        Assert.Equal("wal", Query("PRAGMA journal_mode"));
        using var connection = Open();
        TableSchema.Prepare(connection, mayBeNew: false);
        Assert.Equal(2L, Query("PRAGMA synchronous", connection)); // FULL
    }

    [Fact]
    public void A_file_that_is_no_database_is_told_and_left_alone()
    {
        File.WriteAllText(_folder["tables.db"], new string('x', 5000));

        var refusal = Assert.Throws<ProblemException>(() => new SqliteTableStore(_folder["tables.db"]));

        Assert.Contains("tables.db", refusal.Problem.Where);
        Assert.Equal(new string('x', 5000), File.ReadAllText(_folder["tables.db"]));
    }

    [Fact]
    public void A_database_of_a_newer_version_is_told_and_left_alone()
    {
        new SqliteTableStore(_folder["tables.db"]).Dispose();
        Execute("PRAGMA user_version = 99");

        Assert.Contains("newer version", Assert.Throws<ProblemException>(() => new SqliteTableStore(_folder["tables.db"])).Message);
        Assert.Equal(99L, Query("PRAGMA user_version"));
    }

    [Fact]
    public async Task Many_threads_read_at_once()
    {
        using var store = new SqliteTableStore(_folder["tables.db"]);
        await store.WriteAsync("runs", "p", [TableWrite.Insert("a", "1")]);

        var found = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => store.FindAsync("runs", "p", "a"))));

        Assert.All(found, row => Assert.Equal("1", row!.Value));
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={_folder["tables.db"]};Pooling=false");
        connection.Open();
        return connection;
    }

    private void Execute(string sql) => Query(sql);

    private object? Query(string sql)
    {
        using var connection = Open();
        return Query(sql, connection);
    }

    private static object? Query(string sql, SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
