using System.Reflection;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Shared.Tests.Notes;

/// <summary>Every note that the product can make, with typical arguments.</summary>
public sealed class NoteSentencesTests
{
    /// <summary>Most characters of a sentence.</summary>
    private const int Longest = 300;

    private static readonly Note Leak = ColumnNotes.LabelPredictor("registered", "rentals", 0.98);

    public static TheoryData<string> Makers => [.. Methods.Select(NameOf).Distinct()];

    private static IEnumerable<MethodInfo> Methods =>
        typeof(Note)
            .Assembly.GetTypes()
            .Where(type => type.Namespace == typeof(Note).Namespace && type.Name.EndsWith("Notes", StringComparison.Ordinal))
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
            .Where(method => method.ReturnType == typeof(Note));

    [Theory]
    [MemberData(nameof(Makers))]
    public void Every_note_becomes_a_plain_sentence_and_survives_storage(string maker)
    {
        foreach (var note in Methods.Where(method => NameOf(method) == maker).SelectMany(Typical))
        {
            var sentence = note.Sentence();

            Assert.DoesNotContain($"'{note.Code}'", sentence);
            Assert.EndsWith(".", sentence);
            Assert.True(sentence.Length <= Longest, $"{sentence.Length}: {sentence}");
            Assert.DoesNotContain("''", sentence);
            Assert.DoesNotContain("NaN", sentence);
            Assert.DoesNotContain("  ", sentence);
            var read = Json.Read<Note>(Json.Write(note));
            Assert.Equal(note, read);
            Assert.Equal(sentence, read.Sentence());
        }
    }

    [Fact]
    public void No_two_notes_have_the_same_code()
    {
        var codes = Methods
            .Where(method => method.Name != nameof(ColumnNotes.With))
            .Select(method => (NameOf(method), Typical(method).First().Code));

        Assert.All(codes.GroupBy(entry => entry.Code), same => Assert.Single(same));
    }

    [Theory]
    [InlineData(1, "Line 7 stands before the table and is passed over, as a title or a comment.")]
    [InlineData(3, "Lines 7, 8, 9 stand before the table and are passed over, as titles or comments.")]
    [InlineData(
        12,
        "Lines 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 and 2 more stand before the table and are passed over, as titles or comments."
    )]
    public void A_long_list_is_cut_and_says_how_much_is_left_out(int count, string sentence)
    {
        var note = ReadingNotes.LinesBefore([.. Enumerable.Range(7, count).Select(line => (long)line)]);

        Assert.Equal(sentence, note.Sentence());
        Assert.True(note.Numbers("lines").Count <= 10);
    }

    [Fact]
    public void A_name_from_a_file_is_made_safe_to_print()
    {
        var sentence = ColumnNotes.Empty("a\u001b[31m\n" + new string('x', 1_000)).Sentence();

        Assert.DoesNotContain('\u001b', sentence);
        Assert.DoesNotContain('\n', sentence);
        Assert.True(sentence.Length <= Longest, sentence);
    }

    private static string NameOf(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}";

    /// <summary>The note of a maker with one of everything, and with several.</summary>
    private static IEnumerable<Note> Typical(MethodInfo maker) =>
        new[] { 1, 2, 30 }.Select(count =>
            (Note)maker.Invoke(null, [.. maker.GetParameters().Select(parameter => ArgumentOf(parameter, count))])!
        );

    private static object ArgumentOf(ParameterInfo parameter, int count)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return type switch
        {
            _ when type == typeof(string) => parameter.Name == "reason" ? "not a number" : parameter.Name + " of rentals",
            _ when type == typeof(int) => count,
            _ when type == typeof(long) => (long)count,
            _ when type == typeof(double) => 0.123456789 * count,
            _ when type == typeof(bool) => count != 1,
            _ when type == typeof(DateTimeOffset) => new DateTimeOffset(2026, 1, count, 12, 0, 0, TimeSpan.Zero),
            _ when type == typeof(Note) => parameter.Name == "gain" ? GateNotes.Gain("rmse", "champion", 1, 2, 10, 1, 0) : Leak,
            _ when type.IsEnum => Enum.GetValues(type).GetValue(count % Enum.GetValues(type).Length)!,
            _ when type == typeof(DriftSize) => Size(count),
            _ when type == typeof(IReadOnlyList<DriftSize>) => Enumerable.Range(1, count).Select(Size).ToArray(),
            _ when type == typeof(StageName) => new StageName(2, 1, count == 1 ? "shadow" : "canary", count == 1 ? null : 0.05),
            _ when type == typeof(IReadOnlyList<string>) => Enumerable.Range(1, Math.Min(count, 3)).Select(i => $"name {i}").ToArray(),
            _ when type == typeof(IReadOnlyList<int>) => Enumerable.Range(1, Math.Min(count, 3)).ToArray(),
            _ when type == typeof(IReadOnlyList<long>) => Enumerable.Range(1, count).Select(i => (long)i).ToArray(),
            _ => throw new NotSupportedException($"{parameter.Name}: {type}"),
        };
    }

    private static DriftSize Size(int count) =>
        new($"column {count}", "psi", 0.31)
        {
            Move = count == 1 ? null : "level",
            Level = count == 1 ? null : "storm",
            Before = 0.02,
            Now = 0.4,
        };
}
