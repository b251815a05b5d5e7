using System.Text.RegularExpressions;

namespace MLOpsFunctions.Functions.Tests.Infrastructure;

/// <summary>What must be true of the delivery workflows, read off their text.</summary>
public sealed class WorkflowTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, ".github", "workflows");

    public static TheoryData<string> Workflows => [.. Directory.GetFiles(Folder).Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Actions_are_pinned_by_commit_and_named_by_version(string workflow)
    {
        foreach (Match use in Regex.Matches(Read(workflow), @"uses: (?<what>.+)"))
        {
            Assert.Matches(@"^(\./\.github/workflows/[\w-]+\.yml|[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$", use.Groups["what"].Value);
        }
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void A_workflow_may_only_read_and_a_job_that_may_more_says_so(string workflow)
    {
        var text = Read(workflow);

        Assert.Matches(@"(?m)^permissions:\n  contents: read\n\n", text);
        Assert.DoesNotContain("write-all", text);
        Assert.All(
            Regex.Matches(text, @"\w[\w-]*: write").Select(match => match.Value),
            permission => Assert.Equal("id-token: write", permission)
        );
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void No_secret_is_read(string workflow) => Assert.DoesNotContain("secrets.", Read(workflow));

    [Theory]
    [MemberData(nameof(Workflows))]
    public void No_text_of_a_stranger_reaches_a_shell(string workflow) =>
        Assert.DoesNotMatch(@"run:[^\n]*\$\{\{|\n\s+[^\n:]*\$\{\{ github\.event", Read(workflow));

    [Fact]
    public void Production_follows_the_smoke_test_of_dev()
    {
        Assert.Matches(@"(?s)  prod:\n    needs: dev\n", Read("deploy.yml"));
        var stage = Read("deploy-stage.yml");
        Assert.Contains("environment: ${{ inputs.stage }}", stage);
        Assert.Matches(@"(?s)bash infra/smoke-test.*if: failure\(\).*config-zip", stage);
    }

    [Fact]
    public void Only_the_real_packages_are_built_and_published()
    {
        Assert.Contains("dotnet publish src/Functions -c Release -r linux-x64 --self-contained false -o app", Read("deploy.yml"));
    }

    [Fact]
    public void The_subscription_to_drops_follows_the_package_by_hand_and_by_workflow()
    {
        Assert.Matches(@"(?s)config-zip.*bash infra/postdeploy.*bash infra/smoke-test", Read("deploy-stage.yml"));
        Assert.Matches(@"(?s)postdeploy:.*bash infra/postdeploy", File.ReadAllText(Path.Combine(Repository.Root, "azure.yaml")));
    }

    private static string Read(string workflow) => File.ReadAllText(Path.Combine(Folder, workflow));
}
