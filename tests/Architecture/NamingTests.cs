using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Architecture;

/// <summary>One name means one thing.</summary>
public sealed class NamingTests
{
    [Fact]
    public void No_two_types_of_Shared_have_the_same_name()
    {
        var doubles = typeof(Flow)
            .Assembly.GetTypes()
            .Where(type => !type.IsNested && type.Namespace?.StartsWith("MLOpsFunctions") == true && !type.Name.Contains('<'))
            .GroupBy(type => type.Name)
            .Where(types => types.Count() > 1)
            .Select(types => string.Join(", ", types.Select(type => type.FullName)));

        Assert.Empty(doubles);
    }
}
