using MLOpsFunctions.Data.Reading;

namespace MLOpsFunctions.Data;

/// <summary>The texts that stand for a missing value in a column, beside the empty cell, in any case of letters.</summary>
/// <param name="Texts">The texts, as first spelled.</param>
/// <param name="Declared">The definition declares them: in a column of texts no other text is a missing value.</param>
public sealed record MissingMarks(IReadOnlyList<string> Texts, bool Declared = false)
{
    /// <summary>Whether a text is one of them; a number may be written in another way: -999.0 for -999.</summary>
    public bool Has(string text) =>
        Texts.Any(mark =>
            mark.Equals(text, StringComparison.OrdinalIgnoreCase)
            || (NumberParser.TryParse(mark, out var number) && NumberParser.TryParse(text, out var other) && number == other)
        );

    /// <summary>These and further ones.</summary>
    public MissingMarks With(IEnumerable<string> others) =>
        this with
        {
            Texts = [.. Texts.Concat(others.Where(other => !Has(other))).Distinct(StringComparer.OrdinalIgnoreCase)],
        };

    /// <inheritdoc/>
    public bool Equals(MissingMarks? other) =>
        other is not null && Declared == other.Declared && Texts.SequenceEqual(other.Texts, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Declared, Texts.Count);
}

/// <summary>A mark of a missing value that cells have and the training file did not.</summary>
/// <param name="Text">The mark.</param>
/// <param name="Cells">Cells that have it.</param>
internal sealed record NewMark(string Column, string Text, long Cells);
