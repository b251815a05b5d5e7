namespace MLOpsFunctions.Definitions;

/// <summary>Collects the mistakes in a definition, so that a person can correct all of them at once.</summary>
/// <param name="file">The file, as the person knows it.</param>
internal sealed class DefinitionErrors(string file)
{
    private const int Listed = 10;
    private readonly List<Problem> _found = [];

    /// <summary>Notes a mistake at a place of the file.</summary>
    public void Add(string title, DefinitionNode at, string? found, string? expected, string? suggestion = null) =>
        _found.Add(new(title, found, expected, $"{file}, line {at.Line}, {at.Path}", suggestion));

    /// <summary>Throws where anything was found: a single mistake as it is, several as one list.</summary>
    /// <exception cref="ProblemException">Something was found.</exception>
    public void ThrowIfAny()
    {
        if (_found.Count == 0)
        {
            return;
        }

        if (_found.Count == 1)
        {
            throw new ProblemException(_found[0]);
        }

        var listed = _found.Take(Listed).Select((problem, i) => $"({i + 1}) {problem}");
        var rest = _found.Count > Listed ? $" (and {_found.Count - Listed} more)" : "";
        throw new ProblemException(
            new(
                $"The definition has {_found.Count} mistakes",
                Found: string.Join(" ", listed) + rest,
                Where: file,
                Try: "Mend them and send the definition again; nothing was changed"
            )
        );
    }

    /// <summary>A text from the file, short enough to print.</summary>
    public static string Quote(string text)
    {
        var printable = string.Concat(text.Take(60).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
        return text.Length > 60 ? $"'{printable}...'" : $"'{printable}'";
    }
}
