namespace MLOpsFunctions.Dashboard.Layout;

/// <summary>What a colour says; words always stand beside it.</summary>
public enum Tone
{
    /// <summary>Nothing to judge.</summary>
    Neutral,

    /// <summary>As it should be.</summary>
    Good,

    /// <summary>On its way.</summary>
    Active,

    /// <summary>A person should look.</summary>
    Warn,

    /// <summary>It is broken, or was refused.</summary>
    Bad,
}
