using Microsoft.Extensions.Hosting;

namespace MLOpsFunctions.Functions.Hosting;

/// <summary>Stores predictions and statistics while the app runs, and what is left when it stops.</summary>
internal sealed class PredictionFlush(Product product) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(product.Services.Predictions.RunAsync(stoppingToken), product.Statistics.RunAsync(stoppingToken));
}
