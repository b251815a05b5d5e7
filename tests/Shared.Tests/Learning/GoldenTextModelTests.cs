using System.Globalization;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Learning.Linear;
using MLOpsFunctions.Models;
using MLOpsFunctions.Shared.Tests.Features.Ngrams;

namespace MLOpsFunctions.Shared.Tests.Learning;

/// <summary>
/// A model of texts as it was once written. How texts are folded, cut, hashed and weighed is part of the file: whoever
/// changes it writes a new version beside this one.
/// </summary>
public sealed class GoldenTextModelTests
{
    private static readonly string[] Texts =
    [
        "a dull and boring plot",
        "a LOVELY film, superb and moving!",
        "great but long",
        "l'été fut lame :-(",
        "weak ... weak ... weak",
        "白い雪 funny",
        "",
        "awful, just awful; the actor was great",
    ];

    [Fact]
    public void A_file_of_an_earlier_day_answers_as_it_did_and_is_written_again_byte_by_byte()
    {
        var file = File.ReadAllBytes(Golden("prose-v1.model"));
        var expected = File.ReadAllLines(Golden("prose-v1.answers")).Select(line => double.Parse(line, CultureInfo.InvariantCulture));

        var model = TrainedModel.Read(file, ModelKinds.BuiltIn);

        Assert.Equal(expected, Answers(model));
        Assert.Equal(file, Bytes(model));
    }

    /// <summary>The second version: the solver ends at other digits of the same weights than the one that wrote the first.</summary>
    [Fact]
    public void Training_on_the_same_texts_still_makes_the_same_file() =>
        Assert.Equal(File.ReadAllBytes(Golden("prose-v2.model")), Bytes(Train()));

    private static double[] Answers(TrainedModel model) =>
        [
            .. model
                .Predict(SampleTexts.Of([.. Texts, null], [.. Enumerable.Range(0, Texts.Length + 1).Select(row => (double)row)]))
                .Probabilities!,
        ];

    private static TrainedModel Train()
    {
        string[] good = ["great", "lovely", "superb", "moving", "funny"],
            bad = ["dull", "awful", "weak", "boring", "lame"],
            common = ["the film", "a plot", "long and", "l'été", "雪", "it was", "$5"];
        var texts = Enumerable
            .Range(0, 120)
            .Select(row => $"{common[row % 7]} {(row % 2 == 0 ? good : bad)[row % 5]} {common[row % 3]}")
            .ToArray();
        var frame = SampleTexts.Of(texts, [.. Enumerable.Range(0, 120).Select(row => (double)(row % 4))]);
        var plan = SampleTexts.Fit(frame);
        var labels = Enumerable.Range(0, 120).Select(row => row % 2 == 0 ? 1.0 : 0).ToArray();
        return new()
        {
            Task = ModelTask.Binary,
            Classes = ["bad", "good"],
            Label = "label",
            Signature = SampleTexts.Schema,
            Plan = plan,
            Model = new LinearTrainer().Train(new(plan.Encode(frame), labels, 2), null, [], new(ModelTask.Binary, 7, 2)).Model,
        };
    }

    private static byte[] Bytes(TrainedModel model)
    {
        using var stream = new MemoryStream();
        model.Write(stream);
        return stream.ToArray();
    }

    private static string Golden(string name) => Path.Combine(AppContext.BaseDirectory, "Golden", "models", name);
}
