using System.Text.RegularExpressions;

namespace MLOpsFunctions.Architecture;

/// <summary>One name means one thing.</summary>
public sealed partial class NamingTests
{
    [Fact]
    public void No_two_types_of_the_product_have_the_same_name()
    {
        var doubles = RepositoryFiles
            .Sources("src")
            .SelectMany(file => TypesOf(File.ReadAllText(file)).Select(name => (Name: name, File: file)))
            .Distinct()
            .GroupBy(type => type.Name)
            .Where(types => types.Count() > 1)
            .Select(types => $"{types.Key}: {string.Join(", ", types.Select(type => type.File))}");

        Assert.Empty(doubles);
    }

    [Fact]
    public void A_declaration_is_found_whatever_its_kind() =>
        Assert.Equal(
            ["A", "B", "C", "D", "E", "F"],
            TypesOf(
                """
                public sealed class A;
                internal readonly record struct B(int X);
                public sealed record C<T>(T Value)
                internal interface D
                public enum E
                internal static partial class F
                    private sealed class Nested;
                """
            )
        );

    private static IEnumerable<string> TypesOf(string source) => Declaration().Matches(source).Select(found => found.Groups["name"].Value);

    /// <summary>A type at the top level of a file. Those inside other types are named with them.</summary>
    [GeneratedRegex(
        @"^(public |internal )((sealed|static|abstract|partial|readonly|ref) )*"
            + @"(class|record struct|record|struct|interface|enum) (?<name>\w+)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Declaration();
}
