namespace MLOpsFunctions.Registry;

/// <summary>A model file from elsewhere.</summary>
/// <param name="File">Its name.</param>
/// <param name="Sha256">Its digest, under which it is kept as an artifact.</param>
/// <param name="Bytes">Its length.</param>
public sealed record OnnxSource(string File, string Sha256, long Bytes);
