namespace MLOpsFunctions.Features.Splitting;

/// <summary>Where a row goes.</summary>
internal enum Side : byte
{
    Training,
    Validation,
    Test,
}
