using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Contracts;

public abstract partial class BlobStoreContract
{
    private const int Writers = 6;

    [Fact]
    public async Task Of_many_who_write_when_absent_one_writes()
    {
        for (var round = 0; round < 5; round++)
        {
            var name = $"file{round}";
            var written = await Task.WhenAll(
                Enumerable
                    .Range(0, Writers)
                    .Select(writer => Task.Run(() => WriteAsync(name, $"writer {writer}", WriteCondition.WhenAbsent)))
            );

            var winner = Assert.Single(Enumerable.Range(0, Writers), writer => written[writer] is not null);
            Assert.Equal($"writer {winner}", await ReadAsync(name));
        }
    }

    [Fact]
    public async Task Increments_over_a_known_version_lose_none()
    {
        const int each = 10;
        await WriteAsync("count", "0");

        await Task.WhenAll(
            Enumerable
                .Range(0, Writers)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        for (var done = 0; done < each; )
                        {
                            done += await IncrementAsync() ? 1 : 0;
                        }
                    })
                )
        );

        Assert.Equal((Writers * each).ToString(CultureInfo.InvariantCulture), await ReadAsync("count"));
    }

    [Fact]
    public async Task Readers_see_whole_versions_while_writers_write()
    {
        const int length = 150_000;
        await WriteAsync("file", new string('0', length));
        using var done = new CancellationTokenSource();
        var writers = Task.WhenAll(
            Enumerable
                .Range(1, 3)
                .Select(writer =>
                    Task.Run(async () =>
                    {
                        for (var i = 0; i < 12; i++)
                        {
                            await WriteAsync("file", new string((char)('0' + writer), length));
                        }
                    })
                )
        );

        var versions = 0;
        while (!writers.IsCompleted || versions == 0)
        {
            await using var read = await Store.OpenReadAsync(Container, "file");
            var text = await new StreamReader(read!.Content).ReadToEndAsync();
            Assert.Equal(new string(text[0], length), text);
            Assert.Equal(length, read.Info.Length);
            versions++;
        }

        await writers;
    }

    [Fact]
    public async Task A_deletion_and_a_write_over_one_version_exclude_each_other()
    {
        for (var round = 0; round < 10; round++)
        {
            var before = await WriteAsync("file", "before");
            var deletion = Task.Run(() => Store.DeleteAsync(Container, "file", before!.ETag));
            var write = Task.Run(() => WriteAsync("file", "after", WriteCondition.WhenMatches(before!.ETag)));

            var deleted = await deletion;
            Assert.Equal(deleted, await write is null);
            Assert.Equal(deleted ? null : "after", await ReadAsync("file"));
        }
    }

    /// <summary>Any sequence of operations answers as a dictionary would.</summary>
    [Fact]
    public void Any_sequence_of_operations_agrees_with_a_dictionary()
    {
        var operations = Gen.Elements("write", "absent", "match", "stale", "delete", "delete-match", "delete-stale")
            .SelectMany(kind => Gen.Elements("a", "b/c").Select(name => (kind, name)));
        Prop.ForAll(Gen.ListOf(operations, 15).ToArbitrary(), sequence => AgreesAsync([.. sequence]).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(15));
    }

    private async Task<bool> IncrementAsync()
    {
        await using var read = await Store.OpenReadAsync(Container, "count");
        var count = int.Parse(await new StreamReader(read!.Content).ReadToEndAsync(), CultureInfo.InvariantCulture);
        return await WriteAsync("count", (count + 1).ToString(CultureInfo.InvariantCulture), WriteCondition.WhenMatches(read.Info.ETag))
            is not null;
    }

    private async Task<bool> AgreesAsync((string Kind, string Name)[] operations)
    {
        foreach (var blob in await Store.ListAsync(Container).ToListAsync())
        {
            await Store.DeleteAsync(Container, blob.Name);
        }

        var model = new SortedDictionary<string, (string Text, string ETag)>(StringComparer.Ordinal);
        var stale = (await WriteAsync("stale", "x"))!.ETag;
        await Store.DeleteAsync(Container, "stale");
        for (var i = 0; i < operations.Length; i++)
        {
            var (kind, name) = operations[i];
            var known = model.TryGetValue(name, out var current);
            var text = $"version {i}";
            if (kind.StartsWith("delete", StringComparison.Ordinal))
            {
                var deleted = await Store.DeleteAsync(
                    Container,
                    name,
                    kind switch
                    {
                        "delete-match" => current.ETag,
                        "delete-stale" => stale,
                        _ => null,
                    }
                );
                if (deleted != (known && kind != "delete-stale"))
                {
                    return false;
                }

                _ = deleted && model.Remove(name);
                continue;
            }

            var (condition, holds) = kind switch
            {
                "absent" => (WriteCondition.WhenAbsent, !known),
                "match" when known => (WriteCondition.WhenMatches(current.ETag), true),
                "match" or "stale" => (WriteCondition.WhenMatches(stale), false),
                _ => (default, true),
            };
            var written = await Store.WriteAsync(Container, name, new MemoryStream(Encoding.UTF8.GetBytes(text)), condition);
            if (written is not null != holds)
            {
                return false;
            }

            if (written is not null)
            {
                stale = known ? current.ETag : stale;
                model[name] = (text, written.ETag);
            }
        }

        return await MatchesAsync(model);
    }

    private async Task<bool> MatchesAsync(SortedDictionary<string, (string Text, string ETag)> model)
    {
        var listed = await Store.ListAsync(Container).ToListAsync();
        if (!listed.Select(blob => (blob.Name, blob.ETag)).SequenceEqual(model.Select(entry => (entry.Key, entry.Value.ETag))))
        {
            return false;
        }

        foreach (var (name, (text, _)) in model)
        {
            if (await ReadAsync(name) != text)
            {
                return false;
            }
        }

        return true;
    }
}
