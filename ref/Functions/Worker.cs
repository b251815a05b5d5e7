// Microsoft.Azure.Functions.Worker and Microsoft.Azure.Functions.Worker.Core.
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker
{
    public interface IFunctionsWorkerApplicationBuilder
    {
        IServiceCollection Services { get; }
    }

    public abstract class FunctionContext
    {
        public abstract string InvocationId { get; }
        public abstract string FunctionId { get; }
        public virtual CancellationToken CancellationToken { get => throw null!; }
        public abstract IServiceProvider InstanceServices { get; set; }
    }
}

namespace Microsoft.Azure.Functions.Worker.Builder
{
    public class FunctionsApplication
    {
        public static FunctionsApplicationBuilder CreateBuilder(string[] args) => throw null!;
    }

    public class FunctionsApplicationBuilder : IHostApplicationBuilder, IFunctionsWorkerApplicationBuilder
    {
        internal FunctionsApplicationBuilder() { }
        public IDictionary<object, object> Properties => throw null!;
        IConfigurationManager IHostApplicationBuilder.Configuration => throw null!;
        public ConfigurationManager Configuration => throw null!;
        public IHostEnvironment Environment => throw null!;
        public ILoggingBuilder Logging => throw null!;
        public IMetricsBuilder Metrics => throw null!;
        public IServiceCollection Services => throw null!;
        public IHost Build() => throw null!;
        public void ConfigureContainer<TContainerBuilder>(
            IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure = null) where TContainerBuilder : notnull => throw null!;
    }

    public static class FunctionsApplicationBuilderAspNetCoreExtensions
    {
        public static FunctionsApplicationBuilder ConfigureFunctionsWebApplication(this FunctionsApplicationBuilder builder) => throw null!;
    }
}
