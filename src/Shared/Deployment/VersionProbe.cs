using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Deployment;

/// <summary>
/// Proves that a version can serve: its artifact is what was registered, and it loads and scores. Null where it can,
/// else what is wrong.
/// </summary>
public delegate Task<string?> VersionProbe(ModelVersion version, CancellationToken cancellation);
