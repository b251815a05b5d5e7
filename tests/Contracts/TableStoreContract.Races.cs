using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Contracts;

public abstract partial class TableStoreContract
{
    private const int Writers = 6;

    [Fact]
    public async Task Of_many_who_insert_one_inserts()
    {
        for (var round = 0; round < 10; round++)
        {
            var row = $"row{round}";
            var written = await Task.WhenAll(
                Enumerable.Range(0, Writers).Select(writer => Task.Run(() => InsertAsync(row, $"writer {writer}")))
            );

            var winner = Assert.Single(Enumerable.Range(0, Writers), writer => written[writer] is not null);
            Assert.Equal(new(row, $"writer {winner}", written[winner]!), await FindAsync(row));
        }
    }

    [Fact]
    public async Task Increments_of_two_rows_together_lose_none_and_keep_them_equal()
    {
        const int each = 15;
        await WriteAsync(TableWrite.Insert("a", "0"), TableWrite.Insert("b", "0"));

        await Task.WhenAll(
            Enumerable
                .Range(0, Writers)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        for (var done = 0; done < each; )
                        {
                            var (a, b) = (await FindAsync("a"), await FindAsync("b"));
                            var next = (int.Parse(a!.Value, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture);
                            done += await WriteAsync(TableWrite.Replace("a", next, a.ETag), TableWrite.Replace("b", next, b!.ETag)) is null
                                ? 0
                                : 1;
                        }
                    })
                )
        );

        Assert.All(await QueryAsync(), row => Assert.Equal((Writers * each).ToString(CultureInfo.InvariantCulture), row.Value));
    }

    /// <summary>Any sequence of transactions answers as a dictionary would.</summary>
    [Fact]
    public void Any_sequence_of_transactions_agrees_with_a_dictionary()
    {
        var write = Gen.Elements("insert", "upsert", "replace", "stale", "delete", "delete-stale")
            .SelectMany(kind => Gen.Elements("a", "b", "c").Select(row => (kind, row)));
        var transaction = Gen.Choose(1, 3)
            .SelectMany(count => Gen.ListOf(write, count))
            .Select(writes => writes.DistinctBy(one => one.row).ToArray());
        Prop.ForAll(Gen.ListOf(transaction, 12).ToArbitrary(), sequence => AgreesAsync([.. sequence]).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(25));
    }

    private async Task<bool> AgreesAsync((string Kind, string Row)[][] transactions)
    {
        foreach (var row in await QueryAsync())
        {
            await WriteAsync(TableWrite.Delete(row.Row, row.ETag));
        }

        var stale = (await WriteAsync(TableWrite.Upsert("stale", "x")))![0]!;
        await WriteAsync(TableWrite.Delete("stale", stale));
        var model = new SortedDictionary<string, TableRow>(StringComparer.Ordinal);
        for (var i = 0; i < transactions.Length; i++)
        {
            var holds = transactions[i]
                .All(one =>
                    one.Kind switch
                    {
                        "insert" => !model.ContainsKey(one.Row),
                        "replace" or "delete" => model.ContainsKey(one.Row),
                        "stale" or "delete-stale" => false,
                        _ => true,
                    }
                );
            TableWrite[] writes =
            [
                .. transactions[i].Select(one => Write(one, $"{i}", model.GetValueOrDefault(one.Row)?.ETag ?? stale, stale)),
            ];
            var etags = await WriteAsync(writes);
            if (etags is not null != holds)
            {
                return false;
            }

            for (var j = 0; j < writes.Length && etags is not null; j++)
            {
                _ = etags[j] is { } etag ? model[writes[j].Row] = new(writes[j].Row, writes[j].Value!, etag) : null;
                _ = etags[j] is null && model.Remove(writes[j].Row);
            }
        }

        return (await QueryAsync()).SequenceEqual(model.Values);
    }

    private static TableWrite Write((string Kind, string Row) one, string value, string current, string stale) =>
        one.Kind switch
        {
            "insert" => TableWrite.Insert(one.Row, value),
            "upsert" => TableWrite.Upsert(one.Row, value),
            "replace" => TableWrite.Replace(one.Row, value, current),
            "stale" => TableWrite.Replace(one.Row, value, stale),
            "delete" => TableWrite.Delete(one.Row, current),
            _ => TableWrite.Delete(one.Row, stale),
        };
}
