namespace MLOpsFunctions.Deployment;

/// <summary>In which part a version answered a request.</summary>
public enum ServingRole
{
    /// <summary>It serves, and the caller got its answer.</summary>
    Champion,

    /// <summary>It scored the rows of a request that another version answered; nobody got its answer.</summary>
    Shadow,

    /// <summary>It takes a share of the traffic on trial, and the caller got its answer.</summary>
    Canary,

    /// <summary>The caller asked for it by number, while it did not serve.</summary>
    Requested,

    /// <summary>It served before, and the caller got its answer because the version that serves now failed on the request.</summary>
    Fallback,
}

/// <summary>What follows from a role.</summary>
public static class ServingRoles
{
    /// <summary>Whether the rows are the model's own traffic: asked of the model, and answered by this version.</summary>
    public static bool IsTraffic(this ServingRole role) => role is ServingRole.Champion or ServingRole.Canary or ServingRole.Fallback;
}
