using System.Text.Json;
using System.Text.RegularExpressions;
using MLOpsFunctions.Api;

namespace MLOpsFunctions.Functions.Tests.Infrastructure;

/// <summary>What must be true of the deployment, read off its text; .ci/run compiles it.</summary>
public sealed partial class BicepTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "infra", "bicep");

    public static TheoryData<string> Modules =>
        [.. Directory.GetFiles(Path.Combine(Folder, "modules")).Select(path => Path.GetFileName(path))];

    [Theory]
    [InlineData("storage.bicep", "allowSharedKeyAccess: false")]
    [InlineData("storage.bicep", "allowBlobPublicAccess: false")]
    [InlineData("storage.bicep", "publicAccess: 'None'")]
    [InlineData("storage.bicep", "supportsHttpsTrafficOnly: true")]
    [InlineData("storage.bicep", "minimumTlsVersion: 'TLS1_2'")]
    [InlineData("functionApp.bicep", "httpsOnly: true")]
    [InlineData("functionApp.bicep", "minTlsVersion: '1.2'")]
    [InlineData("functionApp.bicep", "scmMinTlsVersion: '1.2'")]
    [InlineData("functionApp.bicep", "ftpsState: 'Disabled'")]
    [InlineData("functionApp.bicep", "type: 'UserAssignedIdentity'")]
    [InlineData("functionApp.bicep", "unauthenticatedClientAction: 'Return401'")]
    [InlineData("functionApp.bicep", "'AzureWebJobs.BlobPolled.Disabled': 'true'")]
    [InlineData("functionApp.bicep", "AzureWebJobsDisableHomepage: 'true'")]
    [InlineData("functionApp.bicep", "name: 'FC1', tier: 'FlexConsumption'")]
    [InlineData("monitoring.bicep", "DisableLocalAuth: true")]
    [InlineData("keyVault.bicep", "enableRbacAuthorization: true")]
    [InlineData("keyVault.bicep", "enablePurgeProtection: true")]
    [InlineData("storage.bicep", "resource policy 'immutabilityPolicies'")]
    [InlineData("notifications.bicep", "disableLocalAuth: true")]
    [InlineData("notifications.bicep", "inputSchema: 'CloudEventSchemaV1_0'")]
    [InlineData("functionApp.bicep", "ipSecurityRestrictionsDefaultAction: empty(allowedIpRanges) ? 'Allow' : 'Deny'")]
    [InlineData("functionApp.bicep", "publicNetworkAccess: publicAccess ? 'Enabled' : 'Disabled'")]
    [InlineData("functionApp.bicep", "EntraSignIn: empty(entraClientId) ? 'false' : 'true'")]
    [InlineData("functionApp.bicep", "resource authentication 'config' = if (!empty(entraClientId))")]
    [InlineData("../postdeploy.bicep", "deadLetterWithResourceIdentity")]
    [InlineData("../postdeploy.bicep", "functionName=Host.Functions.${drop.function}")]
    [InlineData("../main.bicep", "param budgetStart string = utcNow('yyyy-MM-01')")]
    public void A_security_fact_holds(string module, string fact) => Assert.Contains(fact, Read(module));

    [Fact]
    public void Publishing_takes_a_token() =>
        Assert.Equal(
            2,
            Regex.Count(
                Read("functionApp.bicep"),
                @"basicPublishingCredentialsPolicies' = \{\s+name: '(ftp|scm)'\s+properties: \{ allow: false \}"
            )
        );

    [Fact]
    public void No_setting_holds_a_key()
    {
        var settings = Section(Read("functionApp.bicep"), "name: 'appsettings'");

        Assert.DoesNotMatch("(?i)accountkey|listkeys|connectionstring=|sharedaccess|password|secret", settings);
        Assert.Contains("AzureWebJobsStorage__credential: 'managedidentity'", settings);
    }

    [Fact]
    public void Keys_are_read_only_where_the_package_is_there_and_makes_them() =>
        Assert.Equal(
            ["postdeploy.bicep"],
            Directory
                .GetFiles(Folder, "*.bicep", SearchOption.AllDirectories)
                .Where(file => File.ReadAllText(file).Contains("listKeys", StringComparison.OrdinalIgnoreCase))
                .Select(Path.GetFileName)
        );

    /// <summary>
    /// An application's key opens the routes of the level Predict, each by name. The template reads the names from this
    /// file.
    /// </summary>
    [Fact]
    public void The_key_for_predictions_opens_exactly_the_routes_of_that_level() =>
        Assert.Equal(
            ApiEndpoints.All.Where(endpoint => endpoint.Access == AccessLevel.Predict).Select(endpoint => $"http-{endpoint.Name}").Order(),
            JsonSerializer.Deserialize<string[]>(File.ReadAllText(Path.Combine(Folder, "predictFunctions.json")))!.Order()
        );

    [Fact]
    public void Entra_s_app_roles_are_the_access_levels()
    {
        using var roles = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "infra", "entra", "roles.json")));

        Assert.Equal(
            Enum.GetValues<AccessLevel>().Where(level => level != AccessLevel.Anonymous).Select(level => level.ToString()),
            roles.RootElement.EnumerateArray().Select(role => role.GetProperty("value").GetString())
        );
    }

    [Fact]
    public void Production_is_not_deployed_without_Entra()
    {
        var prod = File.ReadAllText(Path.Combine(Folder, "prod.bicepparam"));

        Assert.Contains("param entraClientId = empty(readEnvironmentVariable('ENTRA_CLIENT_ID', '')) ? fail(", prod);
    }

    [Fact]
    public void The_deploying_identity_may_assign_the_roles_that_the_templates_assign_and_no_others()
    {
        const string Guid = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
        var assigned = Directory.GetFiles(Path.Combine(Folder, "modules")).SelectMany(file => Regex.Matches(File.ReadAllText(file), Guid));
        var deployer = File.ReadAllText(Path.Combine(Repository.Root, "infra", "deployer"));

        Assert.Equal(Distinct(assigned), Distinct(Regex.Matches(deployer, Guid)));
        Assert.Contains("ForAnyOfAnyValues:GuidEquals {$roles}", deployer);
        Assert.Contains("--condition \"$condition\" --condition-version 2.0", deployer);

        static IEnumerable<string> Distinct(IEnumerable<Match> ids) => ids.Select(id => id.Value).Distinct().Order();
    }

    /// <summary>With a window as long as the frequency an event that arrives late is in none.</summary>
    [Fact]
    public void Alerts_look_back_further_than_they_are_apart()
    {
        var alerts = Read("alerts.bicep");
        TimeSpan Of(string name) => System.Xml.XmlConvert.ToTimeSpan(Regex.Match(alerts, $"{name}: '(PT[^']+)'").Groups[1].Value);

        Assert.True(Of("windowSize") >= 2 * Of("evaluationFrequency"));
    }

    [Fact]
    public void Every_group_of_functions_can_be_kept_warm()
    {
        Assert.Contains("param alwaysReady { http: int, durable: int, blob: int }", File.ReadAllText(Path.Combine(Folder, "main.bicep")));
        Assert.Contains("param alwaysReady = { http: 1, durable: 1, blob: 0 }", File.ReadAllText(Path.Combine(Folder, "prod.bicepparam")));
    }

    [Theory]
    [MemberData(nameof(Modules))]
    public void Every_module_is_deployed(string module) =>
        Assert.Contains($"'modules/{module}'", File.ReadAllText(Path.Combine(Folder, "main.bicep")));

    [Theory]
    [MemberData(nameof(Modules))]
    public void Roles_are_given_on_resources_never_on_the_group(string module)
    {
        foreach (Match assignment in RoleAssignment().Matches(Read(module)))
        {
            Assert.Matches(@"scope: (account|insights|topic|vault)", assignment.Value);
        }
    }

    [Fact]
    public void On_the_data_account_blobs_are_opened_container_by_container()
    {
        var text = Read("dataRoles.bicep");

        Assert.Contains("scope: account::blobs::container[i]", text);
        Assert.DoesNotContain("Storage Blob Data Owner", text);
        Assert.DoesNotMatch("'Storage Blob[^']*': '", text);
    }

    [Fact]
    public void No_role_reaches_beyond_data() =>
        Assert.All(
            Directory.GetFiles(Path.Combine(Folder, "modules")).Select(File.ReadAllText),
            text =>
                Assert.DoesNotMatch(
                    "8e3af657-a8ff-443c-a75c-2fe8c4bcb635|b24988ac-6180-42a0-ab88-20f7382dd24c|18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
                    text
                )
        );

    [Theory]
    [InlineData("RunFailed")]
    [InlineData("DropPoisoned")]
    [InlineData("ModelDrifted")]
    [InlineData("RunHeldBack")]
    [InlineData("LedgerAltered")]
    public void Alerts_look_for_events_that_the_app_logs(string name)
    {
        Assert.Contains($"\"{name}\"", Read("alerts.bicep"));
        Assert.Contains(
            Directory.GetFiles(Path.Combine(Repository.Root, "src", "Functions"), "*.cs", SearchOption.AllDirectories),
            file => File.ReadAllText(file).Contains($"EventName = \"{name}\"")
        );
    }

    [Theory]
    [MemberData(nameof(Modules))]
    public void Every_parameter_and_output_is_described(string module) => AllDescribed(Read(module));

    [Fact]
    public void Main_is_composition_only()
    {
        var main = File.ReadAllText(Path.Combine(Folder, "main.bicep"));

        Assert.DoesNotMatch(@"(?m)^resource ", main);
        AllDescribed(main);
    }

    [Fact]
    public void Both_stages_set_the_same_parameters_and_all_that_have_no_default()
    {
        var (dev, prod) = (Parameters("dev.bicepparam"), Parameters("prod.bicepparam"));
        var required = Regex
            .Matches(File.ReadAllText(Path.Combine(Folder, "main.bicep")), @"(?m)^param (\w+) [^=\n]+$")
            .Select(match => match.Groups[1].Value);

        Assert.Equal(dev, prod);
        Assert.Equal(required.Order(), dev);
    }

    [Fact]
    public void Linter_rules_are_errors() =>
        Assert.DoesNotMatch("\"level\": \"(warning|info)\"", File.ReadAllText(Path.Combine(Folder, "bicepconfig.json")));

    [Fact]
    public void Every_container_of_the_product_is_deployed()
    {
        var main = File.ReadAllText(Path.Combine(Folder, "main.bicep"));
        var containers = typeof(MLOpsFunctions.Storage.StorageNames)
            .GetFields()
            .Where(field => field.Name.EndsWith("Container"))
            .Select(field => (string)field.GetValue(null)!);

        Assert.All(containers, container => Assert.Contains($"'{container}'", main));
    }

    private static void AllDescribed(string text)
    {
        foreach (Match declaration in Declaration().Matches(text))
        {
            var before = text[..declaration.Index];
            var block = before[(before.LastIndexOf("\n\n", StringComparison.Ordinal) + 1)..];
            Assert.True(block.Contains("@description('"), $"{declaration.Value} is not described.");
        }
    }

    private static IEnumerable<string> Parameters(string file) =>
        Regex.Matches(File.ReadAllText(Path.Combine(Folder, file)), @"(?m)^param (\w+) =").Select(match => match.Groups[1].Value).Order();

    private static string Section(string text, string start) =>
        text[text.IndexOf(start, StringComparison.Ordinal)..text.IndexOf("resource authentication", StringComparison.Ordinal)];

    private static string Read(string module) => File.ReadAllText(Path.Combine(Folder, "modules", module));

    [GeneratedRegex(@"resource \w+ 'Microsoft\.Authorization/roleAssignments@[^']+' = .*?roleDefinitionId", RegexOptions.Singleline)]
    private static partial Regex RoleAssignment();

    [GeneratedRegex(@"(?m)^(param|output) \w+")]
    private static partial Regex Declaration();
}
