namespace MLOpsFunctions.Notes;

/// <summary>Makes sentences of notes, where they are shown: on the command line, in HTTP answers, in receipts and on model cards.</summary>
public static class NoteSentences
{
    private static readonly Func<Note, string?>[] Topics =
    [
        ReadingNotes.Sentence,
        PrivacyNotes.Sentence,
        ExpectationNotes.Sentence,
        ColumnNotes.Sentence,
        SplitNotes.Sentence,
        TrainerNotes.Sentence,
        ClusterNotes.Sentence,
        DecisionNotes.Sentence,
        ForecastNotes.Sentence,
        EvaluationNotes.Sentence,
        GateNotes.Sentence,
        SliceNotes.Sentence,
        SearchNotes.Sentence,
        ImportNotes.Sentence,
        FeedbackNotes.Sentence,
        ServingNotes.Sentence,
        DriftNotes.Sentence,
        RetrainNotes.Sentence,
        RolloutNotes.Sentence,
        DeploymentNotes.Sentence,
    ];

    /// <summary>The sentence. A code that a later version of the product has stored is named.</summary>
    public static string Sentence(this Note note) =>
        note.Code == Note.TextCode
            ? note.Text(Note.TextCode)
            : Topics.Select(topic => topic(note)).FirstOrDefault(sentence => sentence is not null)
                ?? $"A later version of the product noted '{note.Code}'.";

    /// <summary>The sentences, in the order of the notes.</summary>
    public static IReadOnlyList<string> Sentences(this IEnumerable<Note> notes) => [.. notes.Select(Sentence)];
}
