using MLOpsFunctions.Features;
using MLOpsFunctions.Features.Ngrams;

namespace MLOpsFunctions.Shared.Tests.Features.Ngrams;

public sealed class WordAttributionTests
{
    private static readonly string[] Texts =
    [
        "The film was dull, dull and long!",
        "A lovely film :-) and a LOVELY scene",
        "l'été déjà fini... état-major",
        "白い雪 and 雪",
        "",
        "x",
        "$5 off???",
        "Not good; not bad either",
        string.Join("", Enumerable.Repeat("interminable", 20)),
    ];

    private static readonly TfidfPlan Plan = SampleTexts
        .Fit(SampleTexts.Of(Texts, [.. Texts.Select(_ => 1.0)]))
        .Columns.Single(column => column.Prose is not null)
        .Prose!;

    [Fact]
    public void Shares_add_up_to_the_values_that_the_model_sees()
    {
        Assert.Equal([NgramKind.WordPairs, NgramKind.Characters], Plan.Tables.Select(table => table.Kind));
        foreach (var text in Texts.Append("a film that nobody has seen, dull :-)"))
        {
            var encoded = TfidfEncoder.Encode("review", Plan, SampleTexts.Texts(text), null, 1, 1);
            var added = WordAttribution
                .Of(Plan, text)
                .GroupBy(share => share.Feature)
                .ToDictionary(group => group.Key, group => group.Sum(share => share.Value));

            Assert.Equal(encoded.Features, added.Keys.Order());
            Assert.All(encoded.Features.Zip(encoded.Values), entry => Assert.Equal(entry.Second, added[entry.First], 1e-6));
        }
    }

    [Fact]
    public void What_is_named_stands_in_the_text_and_runs_of_characters_go_to_their_words()
    {
        Assert.Equal(["film", "lovely", "lovely film"], Names("A lovely film").Except(["a", "a lovely"]).Order(StringComparer.Ordinal));
        // A run over the hyphen is of both.
        Assert.Equal(["major", "état", "état major"], Names("ÉTAT-MAJOR").Order(StringComparer.Ordinal));
        Assert.Contains(":-)", Names("fine :-) film")); // No word is in it.
        Assert.Equal(["interminableinterminableinterminableint…"], Names(Texts[^1]));
    }

    private static IEnumerable<string> Names(string text) => WordAttribution.Of(Plan, text).Select(share => share.Word).Distinct();
}
