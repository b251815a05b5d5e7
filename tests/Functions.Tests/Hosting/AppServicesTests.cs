using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.Extensions.DependencyInjection;
using MLOpsFunctions.Contracts;
using MLOpsFunctions.Functions.Hosting;
using MLOpsFunctions.Functions.Tests.Triggers;

namespace MLOpsFunctions.Functions.Tests.Hosting;

/// <summary>The worker makes a function's class when its trigger fires: what it lacks would show only then.</summary>
public sealed class AppServicesTests
{
    public static TheoryData<Type> Classes =>
        [
            .. typeof(HttpApi)
                .Assembly.GetTypes()
                .Where(type => type.GetMethods().Any(method => method.IsDefined(typeof(FunctionAttribute), inherit: false))),
        ];

    [Theory]
    [MemberData(nameof(Classes))]
    public async Task Every_class_of_functions_can_be_made(Type type)
    {
        await using var services = Services(entra: false);

        Assert.NotNull(ActivatorUtilities.CreateInstance(services, type));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_host_asks_for_keys_unless_Entra_signs_callers_in(bool entra)
    {
        await using var services = Services(entra);

        Assert.Equal(entra, services.GetServices<IFunctionMetadataTransformer>().OfType<KeylessHttp>().Any());
    }

    private static ServiceProvider Services(bool entra)
    {
        var data = new DataAccount(null, null, AppIdentity.Developer, "UseDevelopmentStorage=true");
        var settings = new HostSettings(data, 100, 100, TimeSpan.FromDays(90), EntraSignIn: entra);
        return new ServiceCollection()
            .AddLogging()
            .AddProduct(settings, new InMemoryBlobStore(new FixedTimeProvider()), new InMemoryTableStore(), new byte[32])
            .BuildServiceProvider();
    }
}
