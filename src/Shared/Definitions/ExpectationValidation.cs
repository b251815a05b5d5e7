using System.Text.RegularExpressions;

namespace MLOpsFunctions.Definitions;

/// <summary>What must hold of each expectation: it has the keys of its type, and no others.</summary>
internal static class ExpectationValidation
{
    /// <summary>Time for one text: expressions run in linear time, so that this stops only very long texts.</summary>
    private static readonly TimeSpan MatchTime = TimeSpan.FromSeconds(1);

    /// <inheritdoc cref="DefinitionValidation.Check"/>
    public static void Check(ModelDefinition definition, Func<string, DefinitionNode> at, DefinitionErrors mistakes)
    {
        for (var i = 0; i < definition.Expectations.Count; i++)
        {
            Check(definition.Expectations[i], at($"$.expectations[{i}]"), mistakes);
        }
    }

    /// <summary>The expression, of a kind that takes time in proportion to the text; null where it is none.</summary>
    public static Regex? Compile(string pattern)
    {
        try
        {
            return new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, MatchTime);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static void Check(Expectation rule, DefinitionNode node, DefinitionErrors mistakes)
    {
        if (rule.Min > rule.Max)
        {
            mistakes.Add("No value can meet the expectation", node, "min above max", "min at most max");
        }

        if (rule.Regex is { } pattern && Compile(pattern) is null)
        {
            mistakes.Add(
                "The regular expression cannot be used",
                node,
                DefinitionErrors.Quote(pattern),
                "an expression of .NET without look-around and back references",
                "These two would make its time grow without bound"
            );
        }

        if (rule.Type is { } type)
        {
            CheckKeys(rule, type, node, mistakes);
        }
        else if (rule.Column is null || !rule.Typed().Any())
        {
            mistakes.Add(
                "The expectation expects nothing",
                node,
                rule.Column is null ? "no column" : "only a column",
                "a column and at least one of required, min, max, in and regex; or a type"
            );
        }
        else if (KeysOf(rule).FirstOrDefault(key => key is "other" or "columns" or "orEqual" or "maxAge") is { } foreign)
        {
            mistakes.Add("The key needs a type", node, DefinitionErrors.Quote(foreign), "a type beside it, or no such key");
        }
    }

    private static void CheckKeys(Expectation rule, string type, DefinitionNode node, DefinitionErrors mistakes)
    {
        var (needs, has) = (ExpectationTypes.KeysOf(type), KeysOf(rule).ToHashSet(StringComparer.Ordinal));
        if (needs.Required.FirstOrDefault(key => !has.Contains(key)) is { } absent)
        {
            mistakes.Add("A key is missing", node, type, $"the key '{absent}' beside it");
        }

        if (needs.OneOf.Count > 0 && !needs.OneOf.Any(has.Contains))
        {
            mistakes.Add("A key is missing", node, type, $"{string.Join(" or ", needs.OneOf)} beside it");
        }

        if (has.FirstOrDefault(key => !needs.Takes(key)) is { } idle)
        {
            mistakes.Add("The key is not used", node, $"'{idle}' beside {type}", "only the keys that it takes");
        }

        if (!needs.OfRows && rule.Policy == FindingPolicy.Quarantine)
        {
            mistakes.Add("No row is at fault", node, $"the policy quarantine of {type}", "accept, warn or refuse");
        }
    }

    private static IEnumerable<string> KeysOf(Expectation rule) =>
        new (string Key, bool IsThere)[]
        {
            ("column", rule.Column is not null),
            ("required", rule.Required),
            ("min", rule.Min is not null),
            ("max", rule.Max is not null),
            ("in", rule.In is not null),
            ("other", rule.Other is not null),
            ("columns", rule.Columns is not null),
            ("regex", rule.Regex is not null),
            ("orEqual", rule.OrEqual),
            ("mostly", rule.Mostly is not null),
            ("maxAge", rule.MaxAge is not null),
        }
            .Where(key => key.IsThere)
            .Select(key => key.Key);
}
