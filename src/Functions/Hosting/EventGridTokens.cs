using Azure.Core;

namespace MLOpsFunctions.Functions.Hosting;

/// <summary>Tokens for Azure Event Grid, as the app's identity gets them; it needs the role EventGrid Data Sender on the topic.</summary>
/// <param name="identity">The app's identity.</param>
internal sealed class EventGridTokens(AppIdentity identity)
{
    private static readonly TokenRequestContext Scope = new(["https://eventgrid.azure.net/.default"]);

    /// <summary>The credential keeps tokens until they expire.</summary>
    private readonly TokenCredential _credential = identity.Credential();

    /// <summary>A token that is valid now.</summary>
    public async Task<string> GetAsync(CancellationToken cancellation) => (await _credential.GetTokenAsync(Scope, cancellation)).Token;
}
