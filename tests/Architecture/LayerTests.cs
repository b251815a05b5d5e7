using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Architecture;

/// <summary>
/// The layers of Shared, each a folder and a namespace: one uses those before it in the order only. The product knows
/// no host.
/// </summary>
public sealed class LayerTests
{
    /// <summary>Lowest first. What lies in no folder (the root namespace) may be used by all.</summary>
    private static readonly string[] Order =
    [
        "Notes",
        "Numerics",
        "Onnx",
        "Storage",
        "Definitions",
        "Data",
        "Features",
        "Learning",
        "Forecasting",
        "Models",
        "Evaluation",
        "Experiments",
        "Registry",
        "Deployment",
        "Serving",
        "Monitoring",
        "Notifications",
        "Pipelines",
        "Api",
        "Hosting",
    ];

    [Fact]
    public void A_layer_of_Shared_uses_lower_layers_only()
    {
        var violations =
            from type in typeof(Flow).Assembly.GetTypes()
            let layer = LayerOf(type)
            from used in Dependencies.Of(type)
            where used.Assembly == typeof(Flow).Assembly
            let other = LayerOf(used)
            where other is not null && other != layer && Array.IndexOf(Order, other) >= (layer is null ? 0 : Array.IndexOf(Order, layer))
            select $"{type.FullName} ({layer ?? "root"}) uses {used.FullName} ({other})";

        Assert.Empty(violations.Distinct());
    }

    [Fact]
    public void Every_folder_of_Shared_is_a_layer()
    {
        var layers = typeof(Flow).Assembly.GetTypes().Select(LayerOf).OfType<string>().Distinct();

        Assert.Empty(layers.Except(Order));
    }

    [Fact]
    public void Shared_knows_no_cloud_no_database_and_no_host()
    {
        var references = typeof(Flow).Assembly.GetReferencedAssemblies().Select(reference => reference.Name!);

        Assert.DoesNotContain(
            references,
            name =>
                name.StartsWith("Azure.")
                || name.StartsWith("Microsoft.Azure.")
                || name.Contains("Sqlite", StringComparison.OrdinalIgnoreCase)
                || name.StartsWith("Microsoft.DurableTask")
                || name.StartsWith("Microsoft.ML")
                || name is "mlops" or "MLOpsFunctions.Functions" or "MLOpsFunctions.Dashboard"
        );
    }

    [Fact]
    public void The_dashboard_uses_Shared_and_ASP_NET_Core_alone()
    {
        var references = typeof(Dashboard.DashboardEndpoints).Assembly.GetReferencedAssemblies().Select(reference => reference.Name!);

        Assert.All(
            references,
            name =>
                Assert.True(
                    name is "MLOpsFunctions.Shared"
                        || name.StartsWith("System.")
                        || name.StartsWith("Microsoft.AspNetCore.")
                        || name.StartsWith("Microsoft.Extensions.")
                        || name.StartsWith("Microsoft.Net.Http.")
                        || name is "Microsoft.OpenApi", // From a source generator that comes with Shared.
                    name
                )
        );
    }

    private static string? LayerOf(Type type)
    {
        const string root = "MLOpsFunctions.";
        var name = type.Namespace ?? type.DeclaringType?.Namespace ?? "";
        return name.StartsWith(root) ? name[root.Length..].Split('.')[0] : null;
    }
}
