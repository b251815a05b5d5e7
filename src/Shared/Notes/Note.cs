using System.Globalization;
using System.Text.Json.Serialization;

namespace MLOpsFunctions.Notes;

/// <summary>
/// Something that a reader should know, as data: a code and its arguments. <see cref="NoteSentences"/> makes a sentence
/// of it where it is shown. Two notes with the same code and arguments are equal.
/// </summary>
[JsonConverter(typeof(NoteConverter))]
public sealed class Note : IEquatable<Note>
{
    /// <summary>The code of a sentence that is kept as it is: earlier versions stored sentences only.</summary>
    internal const string TextCode = "text";

    private readonly KeyValuePair<string, object>[] _arguments;

    /// <summary>Makes a note.</summary>
    /// <param name="code">What it says, such as <c>lines-before</c>; the same for ever.</param>
    /// <param name="arguments">
    /// Names and values: a text, a number, true or false, or a list of texts or numbers. One that is null is left out.
    /// </param>
    internal Note(string code, params ReadOnlySpan<(string Name, object? Value)> arguments)
    {
        Code = code;
        var known = new List<KeyValuePair<string, object>>(arguments.Length);
        foreach (var (name, value) in arguments)
        {
            if (value is not null)
            {
                known.Add(new(name, Plain(value)));
            }
        }

        _arguments = [.. known];
    }

    /// <summary>A sentence that is kept as it is.</summary>
    public static Note OfText(string sentence) => new(TextCode, (TextCode, sentence));

    /// <summary>What the note says, such as <c>lines-before</c>.</summary>
    public string Code { get; }

    /// <summary>
    /// The arguments: texts, numbers (<see cref="double"/>), truth values, and lists (<c>object[]</c>) of texts or numbers.
    /// </summary>
    internal IReadOnlyList<KeyValuePair<string, object>> Arguments => _arguments;

    /// <summary>Whether only somebody who looks into a training wants to know it.</summary>
    [JsonIgnore]
    public bool IsDetail => TrainerNotes.IsDetail(this);

    /// <summary>Whether the note has this argument.</summary>
    internal bool Has(string name) => Find(name) is not null;

    /// <summary>A text; empty where there is none.</summary>
    internal string Text(string name) => Find(name) as string ?? "";

    /// <summary>A number; NaN where there is none.</summary>
    internal double Number(string name) =>
        Find(name) switch
        {
            double number => number,
            string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
            _ => double.NaN,
        };

    /// <summary>Whether this is said to be so; false where nothing is said.</summary>
    internal bool Is(string name) => Find(name) is true;

    /// <summary>A list of texts; empty where there is none.</summary>
    internal IReadOnlyList<string> Texts(string name) => [.. List(name).OfType<string>()];

    /// <summary>A list of numbers; empty where there is none.</summary>
    internal IReadOnlyList<double> Numbers(string name) => [.. List(name).OfType<double>()];

    /// <summary>The same note with one more argument.</summary>
    internal Note With(string name, string value) =>
        new(Code, [.. _arguments.Select(argument => (argument.Key, (object?)argument.Value)), (name, value)]);

    /// <inheritdoc/>
    public bool Equals(Note? other) =>
        other is not null
        && Code == other.Code
        && _arguments.Length == other._arguments.Length
        && _arguments.Zip(other._arguments).All(pair => pair.First.Key == pair.Second.Key && AreEqual(pair.First.Value, pair.Second.Value));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Note);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Code);

    private object? Find(string name)
    {
        foreach (var (key, value) in _arguments)
        {
            if (key == name)
            {
                return value;
            }
        }

        return null;
    }

    private object[] List(string name) => Find(name) as object[] ?? [];

    private static bool AreEqual(object one, object other) =>
        one is object[] list ? other is object[] others && list.SequenceEqual(others) : one.Equals(other);

    /// <summary>The value as JSON can hold it; JSON has no numbers that are not finite.</summary>
    private static object Plain(object value) =>
        value switch
        {
            string or bool => value,
            int number => (double)number,
            long number => (double)number,
            double number => double.IsFinite(number) ? number : number.ToString(CultureInfo.InvariantCulture),
            IEnumerable<object> list => (object[])[.. list.Select(Plain)],
            IEnumerable<int> list => (object[])[.. list.Select(number => (object)(double)number)],
            IEnumerable<long> list => (object[])[.. list.Select(number => (object)(double)number)],
            _ => throw new ArgumentException($"A note cannot hold a {value.GetType().Name}.", nameof(value)),
        };
}
