namespace MLOpsFunctions.Pipelines;

/// <summary>What starts a run.</summary>
public enum RunTrigger
{
    /// <summary>A file was dropped.</summary>
    Drop,

    /// <summary>A person asked for a training.</summary>
    Retrain,

    /// <summary>The definition's schedule fell due.</summary>
    Schedule,

    /// <summary>Current data has drifted.</summary>
    Drift,

    /// <summary>A person asked to rebuild what an earlier run made.</summary>
    Reproduce,

    /// <summary>A file to predict was dropped.</summary>
    Score,

    /// <summary>A model that was trained elsewhere is to be judged.</summary>
    Register,
}
