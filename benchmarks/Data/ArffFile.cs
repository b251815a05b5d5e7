namespace MLOpsFunctions.Benchmarks.Data;

/// <summary>A table in Weka's format: names and kinds of attributes, then rows separated by commas.</summary>
/// <param name="Names">The attributes; the label is the one named class, or the last.</param>
/// <param name="Label">The index of the label.</param>
/// <param name="IsClass">Whether the label is one of listed values.</param>
/// <param name="Rows">The cells; an empty one is missing.</param>
internal sealed record ArffFile(IReadOnlyList<string> Names, int Label, bool IsClass, IReadOnlyList<string[]> Rows)
{
    /// <summary>Reads a file without sparse rows and without commas inside of cells.</summary>
    public static ArffFile Read(string path)
    {
        var (names, classes, rows, isData) = (new List<string>(), new List<bool>(), new List<string[]>(), false);
        foreach (var line in File.ReadLines(path, System.Text.Encoding.Latin1).Select(line => line.Trim()))
        {
            if (line.Length == 0 || line[0] == '%')
            {
                continue;
            }

            if (isData)
            {
                rows.Add([.. line.Split(',').Select(cell => cell.Trim().Trim('\'', '"')).Select(cell => cell == "?" ? "" : cell)]);
            }
            else if (line.StartsWith("@attribute", StringComparison.OrdinalIgnoreCase))
            {
                var rest = line["@attribute".Length..].Trim();
                var end = rest[0] is '\'' or '"' ? rest.IndexOf(rest[0], 1) + 1 : rest.IndexOfAny([' ', '\t', '{']);
                names.Add(rest[..end].Trim('\'', '"'));
                classes.Add(rest[end..].TrimStart().StartsWith('{'));
            }

            isData |= line.StartsWith("@data", StringComparison.OrdinalIgnoreCase);
        }

        var label = names.FindIndex(name => name.Equals("class", StringComparison.OrdinalIgnoreCase));
        label = label < 0 ? names.Count - 1 : label;
        return new(names, label, classes[label], rows);
    }
}
