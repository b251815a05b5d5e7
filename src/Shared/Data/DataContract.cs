namespace MLOpsFunctions.Data;

/// <summary>Earlier data that a later file is compared with. Each data set version is the contract of the next.</summary>
/// <param name="Version">What they are.</param>
/// <param name="Profile">What they look like.</param>
public sealed record DataContract(DatasetVersion Version, DataProfile Profile);
