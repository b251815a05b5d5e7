using Azure;
using Azure.Identity;
using Microsoft.Extensions.Configuration;
using MLOpsFunctions.Functions.Hosting;

namespace MLOpsFunctions.Functions.Tests.Hosting;

public sealed class HostSettingsTests
{
    private static readonly Dictionary<string, string?> Cloud = new()
    {
        ["AzureWebJobsStorage:accountName"] = "host",
        ["Data:blobServiceUri"] = "https://data.blob.core.windows.net/",
        ["Data:tableServiceUri"] = "https://data.table.core.windows.net/",
        ["Data:clientId"] = "11111111-2222-3333-4444-555555555555",
        ["SweepSchedule"] = "0 */5 * * * *",
        ["DriftSchedule"] = "0 0 * * * *",
        ["RetrainSchedule"] = "0 */15 * * * *",
        ["PurgeSchedule"] = "0 30 2 * * *",
        ["AnchorSchedule"] = "0 10 * * * *",
        ["KeyVaultUri"] = "https://vault.vault.azure.net/",
        ["Data:credential"] = "managedidentity",
    };

    [Fact]
    public void A_complete_set_is_read()
    {
        var settings = Read(("MaxFileBytes", "1000"));

        Assert.Equal((1000, HostSettings.DefaultMaxBodyBytes), (settings.MaxFileBytes, settings.MaxBodyBytes));
        Assert.Equal("data.blob.core.windows.net", settings.Data.Blobs!.Host);
        Assert.Equal((TimeSpan.FromDays(90), "vault.vault.azure.net"), (settings.HistoryRetention, settings.KeyVault!.Host));
    }

    [Theory]
    [InlineData("AzureWebJobsStorage:accountName", null, "AzureWebJobsStorage")]
    [InlineData("Data:blobServiceUri", null, "Data__blobServiceUri")]
    [InlineData("Data:tableServiceUri", "http://data.table.core.windows.net/", "Data__tableServiceUri")]
    [InlineData("SweepSchedule", null, "SweepSchedule")]
    [InlineData("DriftSchedule", "every hour", "DriftSchedule")]
    [InlineData("RetrainSchedule", "*/15 * * * *", "RetrainSchedule")]
    [InlineData("MaxFileBytes", "1GB", "MaxFileBytes")]
    [InlineData("MaxBodyBytes", "0", "MaxBodyBytes")]
    [InlineData("MaxBodyBytes", "104857601", "MaxBodyBytes")]
    [InlineData("EntraSignIn", "yes", "EntraSignIn")]
    [InlineData("Data:credential", "password", "Data__credential")]
    [InlineData("KeyVaultUri", null, "KeyVaultUri")]
    [InlineData("KeyVaultUri", "http://vault.vault.azure.net/", "KeyVaultUri")]
    [InlineData("HistoryRetentionDays", "0", "HistoryRetentionDays")]
    [InlineData("PurgeSchedule", null, "PurgeSchedule")]
    [InlineData("AnchorSchedule", "daily", "AnchorSchedule")]
    public void What_is_missing_or_wrong_is_named(string key, string? value, string setting) =>
        Assert.Contains(setting, Assert.Throws<ProblemException>(() => Read((key, value))).Problem.Title);

    [Theory]
    [InlineData("managedidentity", "11111111-2222-3333-4444-555555555555", typeof(ManagedIdentityCredential))]
    [InlineData("managedidentity", null, typeof(ManagedIdentityCredential))]
    [InlineData(null, null, typeof(DefaultAzureCredential))]
    public void In_the_cloud_the_managed_identity_alone_is_asked(string? credential, string? clientId, Type expected) =>
        Assert.IsType(expected, Read(("Data:credential", credential), ("Data:clientId", clientId)).Data.Identity.Credential());

    [Fact]
    public void The_emulator_needs_no_vault() => Assert.Null(Read(("Data", "UseDevelopmentStorage=true"), ("KeyVaultUri", null)).KeyVault);

    [Fact]
    public void Sign_in_is_not_believed_while_the_platform_s_authentication_is_off() =>
        Assert.Contains(
            "EntraSignIn",
            Assert.Throws<ProblemException>(() => Read(("EntraSignIn", "true"), ("WEBSITE_AUTH_ENABLED", "False"))).Problem.Title
        );

    [Theory]
    [InlineData(null, null, false)]
    [InlineData("false", "True", false)]
    [InlineData("true", "True", true)]
    [InlineData("true", null, true)]
    public void Sign_in_is_what_the_setting_says(string? setting, string? platform, bool expected) =>
        Assert.Equal(expected, Read(("EntraSignIn", setting), ("WEBSITE_AUTH_ENABLED", platform)).EntraSignIn);

    [Theory]
    [InlineData("UseDevelopmentStorage=true")]
    [InlineData(
        "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=c2VjcmV0;"
            + "BlobEndpoint=http://127.0.0.1:1/a;TableEndpoint=http://127.0.0.1:2/a"
    )]
    public void The_emulator_may_have_a_connection_string(string connection) =>
        Assert.Equal(connection, Read(("Data", connection)).Data.Emulator);

    [Theory]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=a;AccountKey=c2VjcmV0;EndpointSuffix=core.windows.net")]
    [InlineData("AccountName=a;AccountKey=c2VjcmV0;" + "BlobEndpoint=http://127.0.0.1:1/a;TableEndpoint=https://a.table.core.windows.net/")]
    [InlineData("c2VjcmV0")]
    public void An_account_in_the_cloud_may_not_and_its_key_is_not_shown(string connection)
    {
        var refusal = Assert.Throws<ProblemException>(() => Read(("Data", connection)));

        Assert.Contains("Data", refusal.Problem.Title);
        Assert.DoesNotContain("c2VjcmV0", refusal.Message);
    }

    [Fact]
    public async Task An_account_that_does_not_answer_is_told_of_by_its_setting()
    {
        var fault = new AggregateException(
            "Retry failed after 6 tries.",
            new RequestFailedException("Connection refused (data.blob.core.windows.net:443)")
        );

        var refusal = await Assert.ThrowsAsync<ProblemException>(() => Read().Data.ReachAsync<int>(() => throw fault));

        Assert.Contains("Data__blobServiceUri", refusal.Problem.Title);
        Assert.Equal("Connection refused (data.blob.core.windows.net:443)", refusal.Problem.Found);
    }

    private static HostSettings Read(params (string Key, string? Value)[] changes)
    {
        var values = new Dictionary<string, string?>(Cloud);
        foreach (var (key, value) in changes)
        {
            values[key] = value;
        }

        return HostSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(values.Where(pair => pair.Value is not null)).Build());
    }
}
