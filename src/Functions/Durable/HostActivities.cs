namespace MLOpsFunctions.Functions.Durable;

/// <summary>Activities that belong to this host and not to the product.</summary>
internal static class HostActivities
{
    /// <summary>Answers with the instance of an id, or null.</summary>
    public const string FindFlow = "find-flow";
}
