using System.ComponentModel.DataAnnotations;

namespace MLOpsFunctions.Definitions;

/// <summary>What a column is for.</summary>
public enum ColumnRole
{
    /// <summary>Input of the model.</summary>
    Feature,

    /// <summary>What the model predicts.</summary>
    Label,

    /// <summary>Names a row; never an input.</summary>
    Id,

    /// <summary>When the row happened; orders a time split and gives date features.</summary>
    Time,

    /// <summary>Rows of one group stay on one side of a group split; names the series of a forecast. Never an input.</summary>
    Group,

    /// <summary>How much a row counts, zero or more, in training and in metrics; auc and f1 of several classes count rows alike.</summary>
    Weight,

    /// <summary>Read, profiled, never used.</summary>
    Ignore,
}

/// <summary>What a column holds.</summary>
public enum ColumnType
{
    /// <summary>Numbers.</summary>
    Number,

    /// <summary>Texts: categories and identifiers, or prose.</summary>
    Text,

    /// <summary>Dates or instants.</summary>
    Time,
}

/// <summary>How the texts of a column are read.</summary>
public enum TextKind
{
    /// <summary>As a whole: two texts are the same or they are not.</summary>
    Category,

    /// <summary>By their words: reviews, messages, titles. Only the first 32,768 characters of a text are read.</summary>
    Prose,
}

/// <summary>How a private column is protected before anything is stored.</summary>
public enum PiiHandling
{
    /// <summary>Replaced by a keyed hash: equal values stay equal.</summary>
    Hash,

    /// <summary>Replaced by a fixed mask.</summary>
    Mask,

    /// <summary>Left out.</summary>
    Drop,

    /// <summary>Made coarse: of a date the year, of a number the start of its band, of a text its first characters.</summary>
    Generalise,

    /// <summary>Personal parts of its texts are replaced by their kind, such as <c>[email]</c>; the other words are learned.</summary>
    Redact,

    /// <summary>Learned and stored as it is, by a person's decision, though it looks like personal data.</summary>
    Keep,
}

/// <summary>What is declared of one column; null: inferred.</summary>
/// <param name="Type">What it holds.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Pii">How it is protected. Without it a column that looks like personal data is left out, and personal parts of
/// other texts are replaced.</param>
/// <param name="Text">How the texts of a feature are read. Texts of a private column are always read as a whole.</param>
/// <param name="Format">How its cells are written, where its type is declared: of times a custom format of .NET, such
/// as <c>dd.MM.yyyy HH:mm</c>; of numbers an example with all marks, such as <c>1.234,5</c>.</param>
/// <param name="Band">Width of the bands of a number with pii generalise, above 0; null: 10.</param>
/// <param name="Prefix">How many characters are kept of a text with pii generalise, such as of a postal code; null: 3.</param>
/// <param name="Missing">Texts that mean a missing value, in addition to the empty cell, such as <c>-999</c>. In a
/// column of numbers or times the usual marks such as NA and - mean so too. In a column of texts they do not.</param>
public sealed record ColumnDefinition(
    ColumnType? Type = null,
    ColumnRole? Role = null,
    PiiHandling? Pii = null,
    TextKind? Text = null,
    [property: StringLength(DefinitionLimits.Pattern, MinimumLength = 1)] string? Format = null,
    [property: MaxLength(DefinitionLimits.Entries), ItemLength(DefinitionLimits.Pattern)] IReadOnlyList<string>? Missing = null,
    [property: Range(0d, 1e12, MinimumIsExclusive = true)] double? Band = null,
    [property: Range(1, 100)] int? Prefix = null
)
{
    /// <summary>How it is protected; null: not at all.</summary>
    public PiiHandling? Protection() => Pii == PiiHandling.Keep ? null : Pii;

    /// <summary>Whether nothing is left of its cells but whether they are equal.</summary>
    public bool IsOpaque() => Pii is PiiHandling.Hash or PiiHandling.Mask or PiiHandling.Drop;
}
