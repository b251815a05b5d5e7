using MLOpsFunctions.Contracts;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Serving;

namespace MLOpsFunctions.Shared.Tests.Serving;

public sealed class TrafficCountsTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 30, 0, TimeSpan.Zero);

    [Fact]
    public async Task Rows_of_all_instances_add_up_by_hour_and_shadows_do_not_count()
    {
        var tables = new InMemoryTableStore();
        TrafficCounts one = new(tables, "0000aaaa"),
            other = new(tables, "0000bbbb");

        await one.AddAsync(Batch("m", Now.AddHours(-5), 7), default);
        await one.AddAsync(Batch("m", Now.AddHours(-1), 10), default);
        await one.AddAsync(Batch("m", Now, 1), default);
        await one.AddAsync(Batch("m", Now.AddMinutes(5), 2), default);
        await other.AddAsync(Batch("m", Now, 100), default);
        await other.AddAsync(Batch("m", Now, 1_000) with { Role = ServingRole.Shadow }, default);
        await other.AddAsync(Batch("other", Now, 50), default);

        Assert.Equal([0, 10, 103], await one.ReadAsync("m", 3, Now));
        Assert.Equal([50], await one.ReadAsync("other", 1, Now));
        Assert.Equal([0, 0], await one.ReadAsync("none", 2, Now));
    }

    private static PredictionBatchHeader Batch(string model, DateTimeOffset opened, int rows) => new(model, Version: 1, opened, rows);
}
