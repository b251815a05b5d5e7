using Azure.Security.KeyVault.Secrets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MLOpsFunctions;
using MLOpsFunctions.Api;
using MLOpsFunctions.Functions.Hosting;
using MLOpsFunctions.Functions.Stores;
using MLOpsFunctions.Functions.Triggers;
using MLOpsFunctions.MlNet;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Registry;
using MLOpsFunctions.Storage;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();

HostSettings settings;
IBlobStore blobs;
ITableStore tables;
byte[] privacyKey;
try
{
    settings = HostSettings.Read(builder.Configuration);
    blobs = new AzureBlobStore(settings.Data.CreateBlobs());
    tables = new AzureTableStore(settings.Data.CreateTables());
    var vault = settings.KeyVault is null ? null : new SecretClient(settings.KeyVault, settings.Data.Identity.Credential());
    privacyKey = await settings.Data.ReachAsync(() => PrivacyKey.LoadAsync(blobs, tables, TimeProvider.System, vault));
}
catch (ProblemException wrong)
{
    // Before anything starts, in one line and by name: the host shows what its worker writes here.
    Console.Error.WriteLine(wrong.Problem);
    return 1;
}

// The handlers bound what they read and answer beyond it; the host in front bounds what can arrive.
builder.Services.Configure<KestrelServerOptions>(options => options.Limits.MaxRequestBodySize = null);
builder.Services
    .AddSingleton(settings)
    .AddSingleton(blobs)
    .AddSingleton(tables)
    .AddSingleton(TimeProvider.System)
    .AddSingleton(PipelineCatalog.Flows)
    .AddSingleton(services => new Product(
        blobs, tables, MlNetTrainers.BesideBuiltIn, privacyKey, settings, TimeProvider.System, services.GetRequiredService<ILoggerFactory>()))
    .AddSingleton(services => services.GetRequiredService<Product>().Activities)
    .AddSingleton<Func<IFlowClient?, ApiServices>>(services => services.GetRequiredService<Product>().Api)
    .AddSingleton(new RoleAccess(settings.EntraSignIn))
    .AddSingleton<DropHandler>()
    .AddSingleton<DropSweep>()
    .AddSingleton(services => services.GetRequiredService<Product>().Services.Registry)
    .AddSingleton(services => new LedgerAnchors(blobs, services.GetRequiredService<Product>().Services.Ledger))
    .AddSingleton<LedgerWatch>()
    .AddSingleton(services => new ModelClock(
        services.GetRequiredService<Product>().Services, Crontab.Occurrences, services.GetRequiredService<ILogger<ModelClock>>()))
    .AddHostedService<PredictionFlush>();

Telemetry.Add(builder.Services, builder.Configuration, settings.Data.Identity);
if (settings.EntraSignIn)
{
    builder.Services.AddSingleton<IFunctionMetadataTransformer, KeylessHttp>();
}

await builder.Build().RunAsync();
return 0;
