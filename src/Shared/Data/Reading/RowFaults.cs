namespace MLOpsFunctions.Data.Reading;

/// <summary>What can be wrong with a row, in words that count as reasons.</summary>
internal static class RowFaults
{
    public const string NotANumber = "not a number";
    public const string NotFinite = "not a finite number";
    public const string NotATime = "not a date or time";
    public const string OtherNumber = "a number written otherwise than in the training data";
    public const string OtherTime = "a date or time written otherwise than in the training data";
    public const string NeverSeen = "a value that was never seen in training";
    public const string NotUtf8 = "not valid UTF-8";
    public const string Nul = "a NUL character";

    /// <summary>A cell holds bytes that are no character of the file's encoding.</summary>
    public const string NotEncoded = "not valid in the file's encoding";
    public const string Comment = "a comment among the rows";
    public const string HeaderAgain = "the header again";
    public const string TooFew = "too few cells";
    public const string TooMany = "too many cells";
    public const string UnclosedQuote = "an unclosed quote";
    public const string TextAfterQuote = "text after a closing quote";
    public const string NotJson = "not valid JSON";
    public const string Nested = "a list or an object within a cell";
    public const string ColumnTwice = "a column twice in a row";
    public const string NoLabel = "the label is missing";
    public const string NoRequired = "a required value is missing";
    public const string BadWeight = "not a weight of zero or more";
}
