using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;

namespace MLOpsFunctions.Shared.Tests.Features.Ngrams;

/// <summary>Seeded texts, of which some words tell a class.</summary>
internal static class SampleTexts
{
    public static readonly ColumnSchema[] Schema =
    [
        new("review", ColumnType.Text, ColumnRole.Feature, TextKind.Prose),
        new("stars", ColumnType.Number, ColumnRole.Feature),
    ];

    private static readonly string[] Common =
    [
        "the",
        "film",
        "was",
        "and",
        "plot",
        "actor",
        "scene",
        "about",
        "with",
        "long",
        "in",
        "a",
        "of",
        "it",
        "2024",
        "story",
    ];
    private static readonly string[] Good = ["great", "lovely", "superb", "moving", "funny"];
    private static readonly string[] Bad = ["dull", "awful", "weak", "boring", "lame"];

    /// <summary>Reviews with a class each: 1 is good. Every seventh text is missing where asked.</summary>
    public static (DataFrame Frame, double[] Labels) Make(int rows, int seed, bool missing = true)
    {
        var random = new Random(seed);
        var (texts, labels) = (new string?[rows], new double[rows]);
        for (var row = 0; row < rows; row++)
        {
            labels[row] = random.Next(2);
            var words = Enumerable.Range(0, 4 + random.Next(12)).Select(_ => Common[random.Next(Common.Length)]).ToList();
            words.Insert(random.Next(words.Count), labels[row] == 1 ? Good[random.Next(Good.Length)] : Bad[random.Next(Bad.Length)]);
            texts[row] = missing && row % 7 == 6 ? null : string.Join(' ', words);
        }

        return (Of(texts, [.. texts.Select(_ => (double)random.Next(5))]), labels);
    }

    public static DataFrame Of(string?[] texts, double[] stars) => new([Texts(texts), new NumberColumn("stars", stars)], texts.Length);

    public static TextColumn Texts(params string?[] texts)
    {
        var levels = texts.OfType<string>().Distinct().ToArray();
        return new("review", [.. texts.Select(text => text is null ? -1 : Array.IndexOf(levels, text))], levels);
    }

    public static FeaturePlan Fit(DataFrame frame, FeatureEncoding encoding = FeatureEncoding.Sparse) =>
        FeaturePlan.Fit(frame, Schema, [.. Enumerable.Range(0, frame.RowCount)], new(), encoding);
}
