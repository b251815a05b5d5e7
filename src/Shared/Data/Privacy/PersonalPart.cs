namespace MLOpsFunctions.Data.Privacy;

/// <summary>A part of a text that is personal data.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="Length">How many characters it has.</param>
/// <param name="Kind">What it is.</param>
internal readonly record struct PersonalPart(int Start, int Length, PersonalKind Kind)
{
    public int End => Start + Length;
}
