namespace MLOpsFunctions.Notes;

/// <summary>Notes on a model that was trained elsewhere.</summary>
internal static class ImportNotes
{
    /// <summary>Nothing was trained.</summary>
    /// <param name="file">The name of its file.</param>
    public static Note TrainedElsewhere(string file) => new("trained-elsewhere", ("file", file));

    /// <summary>The model does not know missing numbers.</summary>
    public static Note MedianForMissing() => new("median-for-missing");

    internal static string? Sentence(Note note) =>
        note.Code switch
        {
            "trained-elsewhere" => $"The model is the ONNX file '{note.Text("file")}', trained elsewhere. Whether it has seen the "
                + "held-out rows is not known here.",
            "median-for-missing" => "The model gives no answer where a number is missing; the median of the training rows stands for it.",
            _ => null,
        };
}
