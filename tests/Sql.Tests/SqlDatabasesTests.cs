using System.Globalization;
using System.Text;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Pipelines.Sources;
using Npgsql;

namespace MLOpsFunctions.Sql.Tests;

/// <summary>Rows of a real PostgreSQL server.</summary>
public sealed class SqlDatabasesTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private const long Enough = 1 << 20;

    [Fact]
    public async Task Rows_are_written_as_CSV_with_exact_numbers_and_times()
    {
        var (text, rows) = await ReadAsync(
            "select 0.1::float8 as x, 12345678901234567890.5::numeric as n, true as b, null::text as t, 'a,\"b\"' as q, "
                + "timestamptz '2026-12-31 12:00:00.123456+01' as at, date '2026-01-02' as d"
        );

        Assert.Equal("x,n,b,t,q,at,d\n0.1,12345678901234567890.5,true,,\"a,\"\"b\"\"\",2026-12-31T11:00:00.123456Z,2026-01-02\n", text);
        Assert.Equal((1, null), (rows.Rows, rows.Watermark));
    }

    [Theory]
    [InlineData("int", "i")]
    [InlineData("timestamptz", "timestamptz '2026-01-01' + i * interval '1.000001 s'")]
    [InlineData("timestamp", "timestamp '2026-01-01' + i * interval '1.000001 s'")]
    [InlineData("numeric", "i + 0.5")]
    [InlineData("text", "'k' || lpad(i::text, 5, '0')")]
    public async Task Rows_up_to_the_watermark_are_not_read_again(string type, string value)
    {
        var table = $"w_{type}";
        await RunAsync($"create table {table} as select {value} as changed, i from generate_series(1, 5) i");
        var source = $"select * from {table}";

        var (first, rows) = await ReadAsync(source, "changed");
        await RunAsync($"insert into {table} select {value}, i from generate_series(6, 8) i");
        var (second, more) = await ReadAsync(source, "changed", rows.Watermark);
        var (_, none) = await ReadAsync(source, "changed", more.Watermark);

        Assert.Equal([5L, 3L, 0L], [rows.Rows, more.Rows, none.Rows]);
        Assert.Equal(["1", "2", "3", "4", "5", "6", "7", "8"], Numbers(first).Concat(Numbers(second)));
    }

    [Fact]
    public async Task A_query_cannot_write()
    {
        await RunAsync("create table keep as select 1 as x");

        await Assert.ThrowsAsync<ProblemException>(() => ReadAsync("delete from keep returning x"));

        Assert.Equal(1, (await ReadAsync("select * from keep")).Rows.Rows);
    }

    [Fact]
    public async Task A_fault_tells_of_the_query_and_quotes_no_value()
    {
        var wrong = await Assert.ThrowsAsync<ProblemException>(() => ReadAsync("select nothing from nowhere"));
        var value = await Assert.ThrowsAsync<ProblemException>(() => ReadAsync("select ('jane' || '@example.org')::int"));

        Assert.Contains("nowhere", wrong.Problem.Found);
        Assert.DoesNotContain("jane", value.Problem.ToString());
        Assert.Equal("SQLSTATE 22P02", value.Problem.Found);
    }

    [Fact]
    public async Task More_than_may_be_read_is_refused()
    {
        var refusal = await Assert.ThrowsAsync<ProblemException>(() =>
            ReadAsync("select repeat('x', 1000) from generate_series(1, 100000)")
        );

        Assert.Equal("The query has too many rows", refusal.Problem.Title);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told_of()
    {
        var source = new SqlSource(SqlKind.Postgres, "MLOPS_DB", "select 1");

        await Assert.ThrowsAsync<ProblemException>(() =>
            SqlDatabases.ReadAsync(source, "Host=127.0.0.1;Port=1;Username=x;Password=hidden", null, new MemoryStream(), Enough, default)
        );
    }

    [Fact]
    public void SQL_Server_gets_its_own_quotes_and_a_parameter() =>
        Assert.Equal(
            "select * from (\nselect 1 as [a]]b]\n) as rows_of_source where [a]]b] > @watermark order by [a]]b]",
            SqlQuery.Text(new(SqlKind.SqlServer, "MLOPS_DB", "select 1 as [a]]b];", "a]b"), isAbove: true)
        );

    private static IEnumerable<string> Numbers(string csv) =>
        csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(',')[1]);

    private async Task<(string Text, SqlRows Rows)> ReadAsync(string query, string? mark = null, string? above = null)
    {
        var output = new MemoryStream();
        var rows = await SqlDatabases.ReadAsync(
            new(SqlKind.Postgres, "MLOPS_DB", query, mark),
            server.Connection,
            above,
            output,
            Enough,
            CancellationToken.None
        );
        return (Encoding.UTF8.GetString(output.ToArray()), rows);
    }

    private async Task RunAsync(string statement)
    {
        await using var connection = new NpgsqlConnection(server.Connection);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(string.Create(CultureInfo.InvariantCulture, $"{statement}"), connection);
        await command.ExecuteNonQueryAsync();
    }
}
