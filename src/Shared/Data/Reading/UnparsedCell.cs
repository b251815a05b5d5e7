namespace MLOpsFunctions.Data.Reading;

/// <summary>A cell in a column of numbers that is not written as they are, and may be a number all the same.</summary>
/// <param name="Row">The row, within its block or within the table.</param>
/// <param name="Column">The column's place.</param>
/// <param name="Text">The cell.</param>
internal readonly record struct UnparsedCell(int Row, int Column, string Text);
