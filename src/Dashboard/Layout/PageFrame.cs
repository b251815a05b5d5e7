using MLOpsFunctions.Api;

namespace MLOpsFunctions.Dashboard.Layout;

/// <summary>What every page has around its content.</summary>
/// <param name="Title">The page's title.</param>
/// <param name="Section">The section that the navigation marks.</param>
/// <param name="User">Who is signed in; null: nobody, so forms ask for a name.</param>
/// <param name="Level">What that person may do.</param>
/// <param name="Now">The time that the page was made.</param>
/// <param name="NewToken">Makes the token of one form.</param>
public sealed record PageFrame(string Title, Section Section, string? User, AccessLevel Level, DateTimeOffset Now, Func<string> NewToken)
{
    /// <summary>What was just done; null: nothing.</summary>
    public string? Done { get; init; }

    /// <summary>Why what a form asked for was not done; null: nothing was refused.</summary>
    public Problem? Refusal { get; init; }

    /// <summary>Whether the page changes by itself soon, so that a browser without the script loads it again.</summary>
    public bool Reloads { get; init; }

    /// <summary>Whether the person may do what asks for a level.</summary>
    public bool May(AccessLevel needed) => Level >= needed;
}

/// <summary>The sections of the navigation.</summary>
public enum Section
{
    /// <summary>None of them.</summary>
    None,

    /// <summary>The overview with its models.</summary>
    Models,

    Runs,

    Notifications,

    /// <summary>The reviews and settings.</summary>
    Review,
}
