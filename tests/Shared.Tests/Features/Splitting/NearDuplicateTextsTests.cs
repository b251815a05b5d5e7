using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Features.Splitting;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Shared.Tests.Features.Splitting;

/// <summary>Texts that are as good as the same stay on one side of the split.</summary>
public sealed class NearDuplicateTextsTests
{
    private static readonly string[] Words = [.. Enumerable.Range(0, 30).Select(i => $"{(char)('a' + (i % 26))}{(char)('b' + (i / 2))}o")];

    private static readonly ColumnSchema[] Schema =
    [
        new("text", ColumnType.Text, ColumnRole.Feature, TextKind.Prose),
        new("size", ColumnType.Number, ColumnRole.Feature),
        new("y", ColumnType.Text, ColumnRole.Label),
    ];

    [Theory]
    [InlineData("The parcel came late, and the box was open.", "the PARCEL came late - and the box was open!!", true)]
    [InlineData("order 4173 was shipped to the north depot today", "order 99 was shipped to the north depot today", true)]
    [InlineData("the parcel came late and the box was open again", "the parcel came late and the box was open sadly", true)]
    [InlineData("good phone", "Good phone.", true)]
    [InlineData("good phone", "good tablet", false)]
    [InlineData("the parcel came late and the box was open again", "the blue shirt is too small for me and looks cheap", false)]
    [InlineData("the parcel came late", "the invoice came late", false)]
    [InlineData("12 34", "56 78", false)]
    public void Texts_are_alike_that_share_most_words(string one, string other, bool alike) =>
        Assert.Equal(alike ? [0, 0] : [0, 1], NearDuplicateTexts.Find([one, other]));

    [Theory]
    [InlineData("sent from my phone", "sent from a tablet computer running some operating system")]
    [InlineData("", "see you soon")]
    [InlineData("kind regards the team", "")]
    [InlineData("order 12 please", "yours truly from the north of the land")]
    public void Copies_with_another_ending_are_found_among_many(string one, string other)
    {
        string[] texts =
        [
            .. Enumerable
                .Range(0, 600)
                .Select(i => $"{string.Join(' ', new Random(i % 300).GetItems(Words, 8 + (i % 300 % 7)))} {(i < 300 ? one : other)}"),
        ];
        var first = NearDuplicateTexts.Find(texts);

        Assert.InRange(Enumerable.Range(0, 300).Count(i => first[i + 300] == i), 290, 300);
        Assert.InRange(Enumerable.Range(0, 300).Count(i => first[i] == i), 290, 300);
    }

    [Fact]
    public void A_text_that_is_continued_is_the_same_text()
    {
        string Text(int seed, int words) =>
            string.Join(' ', new Random(seed).GetItems(Enumerable.Range(0, 5_000).Select(Letters).ToArray(), words));

        Assert.Equal(
            [0, 0, 2, 2],
            NearDuplicateTexts.Find([Text(1, 40), Text(1, 40) + Text(3, 60), Text(2, 400), Text(2, 400) + Text(4, 500)])
        );
    }

    [Fact]
    public void Texts_that_share_a_common_phrase_alone_are_not_alike()
    {
        string[] texts =
        [
            .. Enumerable
                .Range(0, 300)
                .Select(i => $"{string.Join(' ', new Random(i).GetItems(Words, 4))} was bought for us in the shop around the corner"),
        ];

        Assert.InRange(NearDuplicateTexts.Find(texts).Where((first, i) => first != i).Count(), 0, 60);
    }

    [Fact]
    public void Long_texts_are_compared_too()
    {
        string Text(int seed) => string.Join(' ', new Random(seed).GetItems(Enumerable.Range(0, 5_000).Select(Letters).ToArray(), 2_000));

        Assert.Equal([0, 1, 0, 1], NearDuplicateTexts.Find([Text(1), Text(2), Text(1) + " another ending of a few words", Text(2)[30..]]));
    }

    [Fact]
    public void Near_copies_share_a_side_and_are_noted()
    {
        var frame = Copies(texts: 200, copies: 5);
        var split = DataSplit.Make(frame, Schema, new() { Task = ModelTask.Binary });
        var side = new int[frame.RowCount];
        Array.ForEach(split.Test, row => side[row] = 1);
        Array.ForEach(split.Validation, row => side[row] = 2);

        Assert.True(
            Enumerable.Range(0, 200).Count(text => Enumerable.Range(0, 5).Select(copy => side[text + (200 * copy)]).Distinct().Count() > 1)
                <= 2
        );
        Assert.InRange(split.Test.Length, 100, 320);
        Assert.Contains(split.Notes.Sentences(), note => note.Contains("near-copies of earlier ones") && note.Contains("'text'"));
    }

    [Fact]
    public void Rows_keep_their_sides_when_more_rows_follow()
    {
        var (few, many) = (Copies(200, 2), Copies(200, 5));
        var (before, after) = (
            DataSplit.Make(few, Schema, new() { Task = ModelTask.Binary }),
            DataSplit.Make(many, Schema, new() { Task = ModelTask.Binary })
        );

        Assert.Equal(before.Test, after.Test.Where(row => row < few.RowCount));
    }

    [Fact]
    public void Texts_without_near_copies_are_split_as_ever_and_nothing_is_noted()
    {
        var frame = Copies(texts: 400, copies: 1);
        var split = DataSplit.Make(frame, Schema, new() { Task = ModelTask.Binary });
        ColumnSchema[] asCategory = [Schema[0] with { Text = TextKind.Category }, .. Schema[1..]];

        Assert.Equal(DataSplit.Make(frame, asCategory, new() { Task = ModelTask.Binary }).Test, split.Test);
        Assert.Empty(split.Notes);
    }

    [Fact]
    public void More_texts_than_are_compared_are_noted()
    {
        var (frame, keys) = (Copies(texts: 20, copies: 5), Enumerable.Range(0, 100).Select(row => (ulong)row).ToArray());
        var (joined, notes) = TextKeys.Join(frame, Schema, keys, maxTexts: 99);

        Assert.Equal(keys, joined);
        Assert.Equal(
            "Column 'text' has 100 different texts, more than the 99 among which near-copies are looked for; "
                + "near-copies may stand on both sides of the split.",
            Assert.Single(notes.Sentences())
        );
    }

    [Fact]
    public void A_phrase_that_many_rows_have_holds_them_on_no_side()
    {
        string[] phrases = ["the customer had nothing to complain about", "the customer did not answer the phone at all"];
        var codes = Enumerable.Range(0, 400).Select(i => i % 2).ToArray();
        var frame = new DataFrame(
            [new TextColumn("text", codes, phrases), new NumberColumn("size", [.. codes.Select((_, i) => (double)i)]), Label(400)],
            400
        );

        Assert.InRange(DataSplit.Make(frame, Schema, new() { Task = ModelTask.Binary }).Test.Length, 40, 120);
    }

    [Fact]
    public void Rare_classes_are_noted_with_their_rows()
    {
        var codes = Enumerable.Range(0, 400).Select(i => i % 66 == 5 ? 2 : i % 2).ToArray();
        var frame = new DataFrame(
            [new NumberColumn("size", [.. codes.Select((_, i) => (double)i)]), new TextColumn("y", codes, ["no", "yes", "fraud"])],
            400
        );

        Assert.Contains(
            DataSplit.Make(frame, Schema[1..], new() { Task = ModelTask.Multiclass }).Notes.Sentences(),
            note => note.Contains("fewer than 10 rows: 'fraud' 6 of 400")
        );
    }

    private static DataFrame Copies(int texts, int copies)
    {
        string Text(int i) => string.Join(' ', new Random(i % texts).GetItems(Words, 14)) + $" {Letters(i)} please #{i * 7919 % 10_000}";
        var rows = texts * copies;
        return new(
            [
                new TextColumn("text", [.. Enumerable.Range(0, rows)], [.. Enumerable.Range(0, rows).Select(Text)]),
                new NumberColumn("size", [.. Enumerable.Range(0, rows).Select(i => (double)i)]),
                Label(rows),
            ],
            rows
        );
    }

    private static TextColumn Label(int rows) => new("y", [.. Enumerable.Range(0, rows).Select(i => i * 13 % 17 % 2)], ["no", "yes"]);

    private static string Letters(int i) => string.Concat($"{i:00000}".Select(c => (char)('k' + c - '0')));
}
