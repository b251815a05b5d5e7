using System.Text;

namespace MLOpsFunctions.Storage;

/// <summary>The rules for container and blob names, the same on every adapter.</summary>
public static class BlobNames
{
    /// <summary>Longest blob name, in characters.</summary>
    public const int MaxLength = 900;

    /// <summary>Longest segment, in bytes of UTF-8: the limit of common file systems, less space for a suffix.</summary>
    public const int MaxSegmentBytes = 230;

    /// <summary>Most segments (Azure Blob Storage's bound).</summary>
    public const int MaxSegments = 254;

    /// <summary>Accepts allowed names; refuses all others.</summary>
    /// <exception cref="ProblemException">The container's or the blob's name is not allowed.</exception>
    public static void Check(string container, string name)
    {
        CheckContainer(container);
        if (Fault(name) is { } fault)
        {
            throw Refuse("blob", name, fault);
        }
    }

    /// <summary>Accepts an allowed container name; refuses all others.</summary>
    /// <exception cref="ProblemException">The name is not allowed.</exception>
    public static void CheckContainer(string container)
    {
        if (
            container is not { Length: >= 3 and <= 63 }
            || container[0] == '-'
            || container[^1] == '-'
            || container.Contains("--", StringComparison.Ordinal)
            || !container.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
        )
        {
            throw Refuse("container", container, "3 to 63 lower-case letters, digits and single hyphens");
        }
    }

    /// <summary>Whether a blob may have this name.</summary>
    public static bool IsValid(string name) => Fault(name) is null;

    private static string? Fault(string name)
    {
        if (name.Length is 0 or > MaxLength)
        {
            return $"1 to {MaxLength} characters";
        }

        if (name.Any(c => char.IsControl(c) || c is '\\' or '\u2028' or '\u2029') || !IsWellFormed(name))
        {
            return "no backslash, control character or broken surrogate pair";
        }

        var segments = name.Split('/');
        if (segments.Length > MaxSegments)
        {
            return $"at most {MaxSegments} segments";
        }

        return segments.Any(segment => segment is "" or "." or ".." || segment[^1] is '.' or ' ')
                ? "segments that are neither empty nor '.' nor '..', and end in neither a dot nor a space"
            : segments.Any(segment => Encoding.UTF8.GetByteCount(segment) > MaxSegmentBytes)
                ? $"segments of at most {MaxSegmentBytes} bytes"
            : null;
    }

    private static bool IsWellFormed(string name)
    {
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsSurrogate(name[i]) && !(char.IsHighSurrogate(name[i]) && i + 1 < name.Length && char.IsLowSurrogate(name[++i])))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Checks the name of a dropped file, which is shown in lists, logs and terminals.</summary>
    /// <exception cref="ProblemException">
    /// It holds a control, format or bidirectional character, is hidden, or is a device's on Windows, where nobody could copy it.
    /// </exception>
    public static void CheckFile(string? file)
    {
        foreach (var part in (file ?? "").Split('/'))
        {
            if (part.Length > 0 && (part[0] is '.' or ' ' || part[^1] == '~' || IsDevice(part)))
            {
                throw Refuse(
                    "file",
                    file,
                    "a name that begins with neither a dot nor a space, ends in no ~ and is no device's, such as CON"
                );
            }
        }

        if (PlainText.IsUnsafe(file))
        {
            throw Refuse("file", file, "a name without control, format or bidirectional characters");
        }
    }

    /// <summary>CON, PRN, AUX, NUL, COM1 to COM9 and LPT1 to LPT9, with any extension.</summary>
    private static bool IsDevice(string part)
    {
        var stem = part.Split('.')[0].TrimEnd().ToUpperInvariant();
        return stem is "CON" or "PRN" or "AUX" or "NUL" or ['C', 'O', 'M', >= '1' and <= '9'] or ['L', 'P', 'T', >= '1' and <= '9'];
    }

    private static ProblemException Refuse(string what, string? name, string expected) =>
        new(new($"This {what} name is not allowed", $"'{Printable(name)}'", expected, Try: "rename it"));

    /// <summary>A name from outside, made safe to print (<see cref="PlainText.Name"/>).</summary>
    public static string Printable(string? name) => PlainText.Name(name);
}
