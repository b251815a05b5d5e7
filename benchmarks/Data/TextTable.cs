using System.Globalization;
using System.Text;
using CsvHelper;
using MLOpsFunctions.Data;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Benchmarks.Data;

/// <summary>Labelled texts, as sides are told of them.</summary>
/// <param name="Name">Their name in the report.</param>
/// <param name="Texts">The texts.</param>
/// <param name="Labels">The index of each one's class.</param>
/// <param name="Splits">For each split a part a text: <see cref="Training"/>, <see cref="Validation"/> or <see cref="Test"/>.</param>
internal sealed record TextTable(string Name, string[] Texts, int[] Labels, int[][] Splits)
{
    public const int Training = 0;
    public const int Validation = 1;
    public const int Test = 2;

    private const int Seeds = 3;

    public int Classes => Labels.Max() + 1;

    /// <summary>
    /// Texts of words of which some are commoner in one of four classes, as common as words are in any language (Zipf's
    /// law).
    /// </summary>
    public static TextTable Made(int rows)
    {
        const int Words = 20_000;
        var random = new Random(31);
        var ranks = new double[Words];
        for (var word = 0; word < Words; word++)
        {
            ranks[word] = (word == 0 ? 0 : ranks[word - 1]) + (1.0 / (word + 3));
        }

        int Draw() => Math.Min(Words - 1, ~Math.Min(-1, Array.BinarySearch(ranks, random.NextDouble() * ranks[^1])));
        var labels = Enumerable.Range(0, rows).Select(_ => random.Next(4)).ToArray();
        string Text(int label) =>
            string.Join(
                ' ',
                Enumerable
                    .Range(0, 5 + random.Next(20))
                    .Select(_ =>
                    {
                        // A word belongs to the class of its number; one of another class is mostly drawn again, once.
                        var word = Draw();
                        word = word > 50 && word % 4 != label && random.Next(4) > 0 ? Draw() : word;
                        return Spell(word);
                    })
            );
        return Split("made", [.. labels.Select(Text)], labels);
    }

    /// <summary>Reads a file with a header and two columns, text and label.</summary>
    public static TextTable Read(string path)
    {
        using var file = File.OpenRead(path);
        using var csv = CsvReader.Create(
            file,
            new CsvReaderOptions
            {
                Separator = ',',
                FormatProvider = CultureInfo.InvariantCulture,
                HasHeader = true,
            }
        );
        var (texts, labels) = (new List<string>(), new List<string>());
        while (csv.Read())
        {
            texts.Add(Encoding.UTF8.GetString(csv.GetSpan(0)));
            labels.Add(Encoding.UTF8.GetString(csv.GetSpan(1)));
        }

        var classes = labels.Distinct().Order(StringComparer.Ordinal).ToList();
        return Split(Path.GetFileNameWithoutExtension(path), [.. texts], [.. labels.Select(label => classes.IndexOf(label))]);
    }

    /// <summary>The texts as a column.</summary>
    public DataFrame Frame()
    {
        var levels = new Dictionary<string, int>(StringComparer.Ordinal);
        var codes = Array.ConvertAll(
            Texts,
            text =>
            {
                _ = levels.TryAdd(text, levels.Count);
                return levels[text];
            }
        );
        return new([new TextColumn("text", codes, [.. levels.Keys])], Texts.Length);
    }

    /// <summary>The rows of a part of a split.</summary>
    public int[] Rows(int split, int part) => [.. Enumerable.Range(0, Texts.Length).Where(row => Splits[split][row] == part)];

    private static string Spell(int word)
    {
        var name = "";
        for (word += 17; word > 0; word /= 80)
        {
            name += $"{"bcdfghklmnprstvw"[word % 16]}{"aeiou"[word / 16 % 5]}";
        }

        return name;
    }

    /// <summary>A quarter are test rows, and of the others 15% choose.</summary>
    private static TextTable Split(string name, string[] texts, int[] labels) =>
        new(
            name,
            texts,
            labels,
            [
                .. Enumerable
                    .Range(0, Seeds)
                    .Select(seed =>
                        texts
                            .Select(
                                (_, row) =>
                                {
                                    var share = StableHash.Mix(StableHash.Mix((ulong)seed + 1) + (ulong)row) / (double)ulong.MaxValue;
                                    return share < 0.25 ? Test
                                        : share < 0.25 + (0.75 * 0.15) ? Validation
                                        : Training;
                                }
                            )
                            .ToArray()
                    ),
            ]
        );
}
