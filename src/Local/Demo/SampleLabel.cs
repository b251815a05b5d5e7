namespace MLOpsFunctions.Local.Demo;

/// <summary>What a made-up file says in its label.</summary>
internal enum SampleLabel
{
    /// <summary>The truth.</summary>
    True,

    /// <summary>Nothing: there is no such column, because the truth is not known yet.</summary>
    None,

    /// <summary>Something that has nothing to do with the other columns.</summary>
    Guessed,

    /// <summary>The truth by wrong names, or in a wrong unit: consistent in itself, so no test on the file itself can tell.</summary>
    Swapped,
}
