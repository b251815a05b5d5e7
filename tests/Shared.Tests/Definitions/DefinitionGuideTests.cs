using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Json.Schema;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Models;

namespace MLOpsFunctions.Shared.Tests.Definitions;

/// <summary>What docs/definition.md says is what the product takes.</summary>
public sealed class DefinitionGuideTests
{
    private const string Begin = "<!-- keys: made from definition.schema.json by a test; edit the types' own words instead -->\n";
    private const string End = "<!-- end of keys -->\n";

    private static readonly string Text = File.ReadAllText(
            Path.Combine(Path.GetDirectoryName(DefinitionSchemaTests.Published())!, "definition.md")
        )
        .ReplaceLineEndings("\n");

    private static readonly IReadOnlyList<string> Examples =
    [
        .. Regex.Matches(Text, "```jsonc\n(?<json>.*?)```", RegexOptions.Singleline).Select(match => match.Groups["json"].Value),
    ];

    [Fact]
    public void Every_key_stands_in_the_guide_with_meaning_values_and_default()
    {
        var schema = DefinitionSchema.Make();
        var made = new DefinitionGuide((JsonObject)JsonNode.Parse(schema.ToJsonString())!).Write();
        var (from, to) = (Text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, Text.IndexOf(End, StringComparison.Ordinal));
        var path = Path.Combine(AppContext.BaseDirectory, "definition.md");
        File.WriteAllText(path, from < Begin.Length || to < from ? made : $"{Text[..from]}\n{made}\n{Text[to..]}");

        Assert.True(
            to > from && $"\n{made}\n" == Text[from..to],
            $"docs/definition.md does not say what the types say; how it should be lies in {path}: copy it there."
        );
    }

    [Fact]
    public void Every_example_is_a_definition_by_the_schema_and_by_the_product()
    {
        var schema = JsonSchema.FromText(DefinitionSchema.Make().ToJsonString());

        Assert.All(
            Examples,
            example =>
            {
                Assert.NotNull(DefinitionReader.Parse(example, "docs/definition.md"));
                Assert.True(DefinitionSchemaTests.Accepts(schema, example));
            }
        );
    }

    [Fact]
    public void Every_task_has_an_example() =>
        Assert.Empty(
            Enum.GetValues<ModelTask>()
                .Except(Examples.Select(example => DefinitionReader.Parse(example, "docs/definition.md").Task).OfType<ModelTask>())
        );

    [Fact]
    public void Every_trainer_is_named() => Assert.All(BuiltInTrainers.BuiltIn, trainer => Assert.Contains($"`{trainer.Name}`", Text));

    [Fact]
    public void Every_link_within_the_guide_leads_to_a_heading()
    {
        var anchors = Regex
            .Matches(Text, "(?m)^#+ (?<heading>.+)$")
            .Select(match =>
                string.Concat(
                        match.Groups["heading"].Value.ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_')
                    )
                    .Replace(' ', '-')
            )
            .ToHashSet();

        Assert.Empty(Regex.Matches(Text, @"\]\(#(?<anchor>[^)]+)\)").Select(match => match.Groups["anchor"].Value).Except(anchors));
    }
}
