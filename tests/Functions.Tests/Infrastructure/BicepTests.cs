using System.Text.RegularExpressions;

namespace MLOpsFunctions.Functions.Tests.Infrastructure;

/// <summary>What must be true of the deployment, read off its text: the compiler runs where it is to be had, this runs everywhere.</summary>
public sealed partial class BicepTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "infra", "bicep");

    public static TheoryData<string> Modules => [.. Directory.GetFiles(Path.Combine(Folder, "modules")).Select(path => Path.GetFileName(path))];

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
    [InlineData("dropEvents.bicep", "deadLetterWithResourceIdentity")]
    [InlineData("dropEvents.bicep", "functionName=Host.Functions.BlobDropped")]
    public void A_security_fact_holds(string module, string fact) => Assert.Contains(fact, Read(module));

    [Fact]
    public void Publishing_takes_a_token() =>
        Assert.Equal(2, Regex.Count(Read("functionApp.bicep"), @"basicPublishingCredentialsPolicies' = \{\s+name: '(ftp|scm)'\s+properties: \{ allow: false \}"));

    [Fact]
    public void No_setting_holds_a_key()
    {
        var settings = Section(Read("functionApp.bicep"), "name: 'appsettings'");

        Assert.DoesNotMatch("(?i)accountkey|listkeys|connectionstring=|sharedaccess|password|secret", settings);
        Assert.Contains("AzureWebJobsStorage__credential: 'managedidentity'", settings);
    }

    [Fact]
    public void The_one_key_that_is_read_is_the_webhook_s() =>
        Assert.Equal(["dropEvents.bicep"], Directory.GetFiles(Path.Combine(Folder, "modules")).Where(file => File.ReadAllText(file).Contains("listKeys", StringComparison.OrdinalIgnoreCase)).Select(Path.GetFileName));

    [Theory]
    [MemberData(nameof(Modules))]
    public void Roles_are_given_on_resources_never_on_the_group(string module)
    {
        foreach (Match assignment in RoleAssignment().Matches(Read(module)))
        {
            Assert.Matches(@"scope: (account|insights)", assignment.Value);
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
    public void No_role_reaches_beyond_data() => Assert.All(
        Directory.GetFiles(Path.Combine(Folder, "modules")).Select(File.ReadAllText),
        text => Assert.DoesNotMatch("8e3af657-a8ff-443c-a75c-2fe8c4bcb635|b24988ac-6180-42a0-ab88-20f7382dd24c|18d7d88d-d35e-4fb5-a5c3-7773c20a72d9", text));

    [Theory]
    [InlineData("RunFailed")]
    [InlineData("DropPoisoned")]
    [InlineData("ModelDrifted")]
    [InlineData("RunHeldBack")]
    public void Alerts_look_for_events_that_the_app_logs(string name)
    {
        Assert.Contains($"\"{name}\"", Read("alerts.bicep"));
        Assert.Contains(
            Directory.GetFiles(Path.Combine(Repository.Root, "src", "Functions"), "*.cs", SearchOption.AllDirectories),
            file => File.ReadAllText(file).Contains($"EventName = \"{name}\""));
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
        var required = Regex.Matches(File.ReadAllText(Path.Combine(Folder, "main.bicep")), @"(?m)^param (\w+) \S+$").Select(match => match.Groups[1].Value);

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
        var containers = typeof(MLOpsFunctions.Storage.StorageNames).GetFields().Where(field => field.Name.EndsWith("Container")).Select(field => (string)field.GetValue(null)!);

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

    private static string Section(string text, string start) => text[text.IndexOf(start, StringComparison.Ordinal)..text.IndexOf("resource authentication", StringComparison.Ordinal)];

    private static string Read(string module) => File.ReadAllText(Path.Combine(Folder, "modules", module));

    [GeneratedRegex(@"resource \w+ 'Microsoft\.Authorization/roleAssignments@[^']+' = .*?roleDefinitionId", RegexOptions.Singleline)]
    private static partial Regex RoleAssignment();

    [GeneratedRegex(@"(?m)^(param|output) \w+")]
    private static partial Regex Declaration();
}
