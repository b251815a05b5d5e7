using MLOpsFunctions.Api;

namespace MLOpsFunctions.Dashboard.Forms;

/// <summary>
/// Something that a form of a page can ask for. It is done by a route of the contract, which checks it as for any caller.
/// </summary>
/// <param name="Name">The action's part of the form's address.</param>
/// <param name="Endpoint">The contract's route.</param>
/// <param name="Body">The body that the route gets.</param>
public sealed record FormAction(string Name, string Endpoint, Func<FormFields, object> Body)
{
    /// <summary>The address of what people who operate may ask for.</summary>
    internal const string Operating = "do";

    /// <summary>The address of what only administrators may ask for: a host may keep it apart.</summary>
    internal const string Deciding = "decide";

    /// <summary>Whether a reason has to be given.</summary>
    public bool NeedsReason { get; init; }

    /// <summary>What a person must be allowed to do.</summary>
    public AccessLevel Access { get; } = ApiEndpoints.Get(Endpoint).Access;

    /// <summary>The part of the address that tells the level of access.</summary>
    public string Folder => Access == AccessLevel.Administer ? Deciding : Operating;
}
