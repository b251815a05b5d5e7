using System.Xml.Linq;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Shared.Tests.Documents;

/// <summary>A page of docs/ that is made from code: what it says there, and what it should say.</summary>
internal static class ReferencePage
{
    private static readonly Dictionary<string, XElement> Docs = XDocument
        .Load(Path.ChangeExtension(typeof(ModelDefinition).Assembly.Location, ".xml"))
        .Descendants("member")
        .ToDictionary(member => member.Attribute("name")!.Value);

    /// <summary>The words of a member's documentation, without line ends.</summary>
    /// <param name="member">The member, such as <c>F:Namespace.Type.Name</c>.</param>
    /// <param name="part">Which part.</param>
    public static string Words(string member, string part = "summary") =>
        string.Join(
            ' ',
            (Docs[member].Element(part) ?? throw new InvalidOperationException($"{member} has no {part}.")).Value.Split(
                (char[]?)null,
                StringSplitOptions.RemoveEmptyEntries
            )
        );

    /// <summary>A text in lines of at most 100 characters.</summary>
    /// <param name="text">The text.</param>
    /// <param name="indent">What every line but the first begins with.</param>
    public static string Wrap(string text, string indent = "")
    {
        var (lines, line) = (new List<string>(), "");
        foreach (var word in text.Split(' '))
        {
            if (line.Length + word.Length + 1 > 100)
            {
                lines.Add(line);
                line = indent + word;
            }
            else
            {
                line = line.Length == 0 ? word : $"{line} {word}";
            }
        }

        return string.Join('\n', lines.Append(line));
    }

    /// <summary>Compares a page with what was made of the code, and writes the latter beside the tests where they differ.</summary>
    public static void Compare(string name, string made)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "MLOpsFunctions.sln")))
        {
            folder = folder.Parent;
        }

        var (page, path) = (Path.Combine(folder.FullName, "docs", name), Path.Combine(AppContext.BaseDirectory, name));
        File.WriteAllText(path, made);
        Assert.True(
            File.Exists(page) && File.ReadAllText(page).ReplaceLineEndings("\n") == made,
            $"docs/{name} does not say what the code says; how it should be lies in {path}: copy it there."
        );
    }
}
