using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Architecture;

/// <summary>The house plan's arrows: inside Shared a room sees upstream rooms only, and the product knows no host.</summary>
public sealed class RoomTests
{
    private static readonly string[] Order =
        ["Storage", "Definitions", "Data", "Features", "Training", "Evaluation", "Registry", "Deployment", "Serving"];

    private static readonly Dictionary<string, string[]> Allowed = Order
        .Select((room, i) => (room, upstream: Order[..i]))
        .Append(("Monitoring", Order))
        .Append(("Pipelines", [.. Order, "Monitoring"]))
        .Append(("Api", [.. Order, "Monitoring", "Pipelines"]))
        .ToDictionary(rule => rule.Item1, rule => rule.Item2);

    [Fact]
    public void A_room_of_Shared_sees_upstream_rooms_only()
    {
        var violations =
            from type in typeof(Flow).Assembly.GetTypes()
            let room = RoomOf(type)
            where room is not null
            from used in Dependencies.Of(type)
            where used.Assembly == typeof(Flow).Assembly
            let other = RoomOf(used)
            where other is not null && other != room && !(Allowed.TryGetValue(room, out var allowed) && allowed.Contains(other))
            select $"{type.FullName} ({room}) uses {used.FullName} ({other})";

        Assert.Empty(violations.Distinct());
    }

    [Fact]
    public void Every_room_of_Shared_is_in_the_plan()
    {
        var rooms = typeof(Flow).Assembly.GetTypes().Select(RoomOf).OfType<string>().Distinct();

        Assert.Empty(rooms.Except(Allowed.Keys));
    }

    [Fact]
    public void Shared_knows_no_cloud_no_database_and_no_host()
    {
        var references = typeof(Flow).Assembly.GetReferencedAssemblies().Select(reference => reference.Name!);

        Assert.DoesNotContain(references, name =>
            name.StartsWith("Azure.") || name.StartsWith("Microsoft.Azure.") || name.Contains("Sqlite", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("Microsoft.DurableTask") || name.StartsWith("Microsoft.ML") || name is "mlops" or "MLOpsFunctions.Functions");
    }

    private static string? RoomOf(Type type)
    {
        const string root = "MLOpsFunctions.";
        var name = type.Namespace ?? RoomOfNested(type) ?? "";
        return name.StartsWith(root) ? name[root.Length..].Split('.')[0] : null;
    }

    private static string? RoomOfNested(Type type) => type.DeclaringType?.Namespace;
}
