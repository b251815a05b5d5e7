using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MLOpsFunctions.Api;
using MLOpsFunctions.Dashboard.Forms;
using MLOpsFunctions.Functions.Triggers;
using MLOpsFunctions.MlNet;
using MLOpsFunctions.OnnxRuntime;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Registry;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Functions.Hosting;

/// <summary>What the functions' classes are made of. A test makes each of them.</summary>
internal static class AppServices
{
    /// <summary>Adds the product over this host's stores, and what its triggers need.</summary>
    public static IServiceCollection AddProduct(
        this IServiceCollection services,
        HostSettings settings,
        IBlobStore blobs,
        ITableStore tables,
        byte[] privacyKey
    )
    {
        if (settings.EntraSignIn)
        {
            services.AddSingleton<IFunctionMetadataTransformer, KeylessHttp>();
        }

        return services
            .AddSingleton(settings)
            .AddSingleton(blobs)
            .AddSingleton(tables)
            .AddSingleton(TimeProvider.System)
            .AddSingleton(PipelineCatalog.Flows)
            .AddSingleton(provider => new Product(
                blobs,
                tables,
                OnnxModels.Beside(MlNetTrainers.BesideBuiltIn),
                privacyKey,
                settings,
                TimeProvider.System,
                provider.GetRequiredService<ILoggerFactory>()
            ))
            .AddSingleton(provider => provider.GetRequiredService<Product>().Services)
            .AddSingleton(provider => provider.GetRequiredService<Product>().Rollouts)
            .AddSingleton(provider => provider.GetRequiredService<Product>().Activities)
            .AddSingleton<Func<IFlowClient?, ApiServices>>(provider => provider.GetRequiredService<Product>().Api)
            .AddSingleton(new RoleAccess(settings.EntraSignIn))
            // The key is the same in every instance, so that one takes the forms that another has shown.
            .AddSingleton(new FormTokens(privacyKey, TimeProvider.System))
            .AddSingleton<DropHandler>()
            .AddSingleton<DropSweep>()
            .AddSingleton(provider => provider.GetRequiredService<PipelineServices>().Registry)
            .AddSingleton(provider => provider.GetRequiredService<PipelineServices>().Gauges)
            .AddSingleton(provider => new LedgerAnchors(blobs, provider.GetRequiredService<PipelineServices>().Ledger))
            .AddSingleton<LedgerWatch>()
            .AddSingleton(provider => new ModelScheduler(
                provider.GetRequiredService<PipelineServices>(),
                provider.GetRequiredService<ILogger<ModelScheduler>>()
            ))
            .AddSingleton(provider => new NotificationDispatch(
                provider.GetRequiredService<PipelineServices>(),
                provider.GetRequiredService<ILogger<NotificationDispatch>>()
            ))
            .AddHostedService<PredictionFlush>();
    }
}
