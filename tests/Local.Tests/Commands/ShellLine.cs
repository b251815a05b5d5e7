using System.Text;

namespace MLOpsFunctions.Local.Tests.Commands;

/// <summary>A command of a document, split into words as a shell does it.</summary>
/// <param name="Words">The words.</param>
internal sealed record ShellLine(string[] Words)
{
    /// <summary>The commands in a document's indented code: lines that begin with mlops or curl, with those that they go on in.</summary>
    public static IEnumerable<ShellLine> Read(string markdown)
    {
        var open = new StringBuilder();
        foreach (var line in markdown.Split('\n'))
        {
            var text = line.TrimStart();
            if (
                open.Length == 0
                && !(line.StartsWith("    ", StringComparison.Ordinal) && (text.StartsWith("mlops ") || text.StartsWith("curl ")))
            )
            {
                continue;
            }

            open.Append(text.EndsWith('\\') ? $"{text[..^1]} " : text);
            if (!text.EndsWith('\\') && open.ToString().Count(c => c == '\'') % 2 == 0)
            {
                yield return new(Split(open.ToString()));
                open.Clear();
            }
        }
    }

    public override string ToString() => string.Join(' ', Words);

    private static string[] Split(string line)
    {
        var (words, word, quote, isOpen) = (new List<string>(), new StringBuilder(), '\0', false);
        foreach (var c in line + ' ')
        {
            if (quote != '\0' || c is '\'' or '"')
            {
                (quote, isOpen) =
                    quote == '\0' ? (c, true)
                    : c == quote ? ('\0', true)
                    : (quote, isOpen);
                if (quote != '\0' && c != quote)
                {
                    word.Append(c);
                }
            }
            else if (c != ' ')
            {
                word.Append(c);
                isOpen = true;
            }
            else if (isOpen)
            {
                words.Add(word.ToString());
                word.Clear();
                isOpen = false;
            }
        }

        return [.. words];
    }
}
