namespace MLOpsFunctions.Api;

/// <summary>What a caller may do. Each level includes those before it. An Entra app role has the name of its level.</summary>
public enum AccessLevel
{
    /// <summary>Everybody: liveness, and the description of the contract, which holds nothing of anybody's models.</summary>
    Anonymous,

    /// <summary>An application: predictions, their metadata, feedback.</summary>
    Predict,

    /// <summary>A person or a pipeline that works with models: data, runs, versions, drift.</summary>
    Operate,

    /// <summary>A person who decides what serves: approvals, rollbacks.</summary>
    Administer,
}

/// <summary>What roles allow.</summary>
public static class AccessRoles
{
    /// <summary>
    /// The highest level that these roles give; <see cref="AccessLevel.Anonymous"/> where none gives one. Names compare
    /// exactly.
    /// </summary>
    public static AccessLevel Level(IEnumerable<string> roles)
    {
        var given = roles.ToHashSet(StringComparer.Ordinal);
        return Enum.GetValues<AccessLevel>().Where(level => given.Contains(level.ToString())).DefaultIfEmpty(AccessLevel.Anonymous).Max();
    }
}
