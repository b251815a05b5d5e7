using Azure.Security.KeyVault.Secrets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MLOpsFunctions;
using MLOpsFunctions.Functions.Hosting;
using MLOpsFunctions.Functions.Stores;
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
builder.Services.AddProduct(settings, blobs, tables, privacyKey);
Telemetry.Add(builder.Services, builder.Configuration, settings.Data.Identity);

await builder.Build().RunAsync();
return 0;
