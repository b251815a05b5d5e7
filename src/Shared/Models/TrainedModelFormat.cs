using System.Text.Json;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Models.Calibration;

namespace MLOpsFunctions.Models;

/// <summary>
/// A trained model as sections of a <see cref="ModelFile"/>: task, plan and payload; then, if present, the decision
/// rule, and the series, last values and interval of a forecast. Reading checks that the parts fit together, so that no
/// fault is first met while the model serves.
/// </summary>
internal static class TrainedModelFormat
{
    /// <summary>The largest section of a line: one with the most knots takes a third of this.</summary>
    private const int MaxRuleBytes = 64 * 1024;

    public static void Write(TrainedModel model, Stream stream)
    {
        var head = new ModelHeader(model.Task, model.Classes, model.Label, model.Signature, model.Model.Kind);
        ModelFile.Write(
            stream,
            [
                ("head", JsonSerializer.SerializeToUtf8Bytes(head, Json.Compact)),
                ("plan", JsonSerializer.SerializeToUtf8Bytes(model.Plan, Json.Compact)),
                ("model", ModelSections.Payload(model.Model)),
                .. model.Rule is { } rule
                    ? [("rule", JsonSerializer.SerializeToUtf8Bytes(rule, Json.Compact))]
                    : (IReadOnlyList<(string, byte[])>)[],
                .. model.Levels is { } levels
                    ? [("levels", JsonSerializer.SerializeToUtf8Bytes(levels.Columns, Json.Compact))]
                    : (IReadOnlyList<(string, byte[])>)[],
                .. SeriesSections.Write(model.Series),
            ]
        );
    }

    public static TrainedModel Read(byte[] file, ModelKinds kinds)
    {
        var sections = ModelFile.Read(file);
        if (
            sections.Keys.FirstOrDefault(name =>
                name is not ("head" or "plan" or "model" or "rule" or "levels" or "series" or "history" or "interval" or "low" or "high")
            ) is
            { } unknown
        )
        {
            throw new InvalidModelException($"The model file has a section '{unknown}', which this program does not know.");
        }

        var (head, plan) = (ModelSections.Parse<ModelHeader>(sections, "head"), ModelSections.Parse<FeaturePlan>(sections, "plan"));
        var model = kinds.Read(head.Kind, ModelSections.Find(sections, "model"));
        TrainedModelCheck.Require(head.Signature is not null, "its head lacks a part");
        var series = SeriesSections.Read(sections, head);
        TrainedModelCheck.Check(head, SeriesSections.ColumnsOf(head, series?.Plan), plan, model);
        var rule = sections.ContainsKey("rule") ? ModelSections.Parse<DecisionRule>(sections, "rule", MaxRuleBytes) : null;
        TrainedModelCheck.Require(rule is null || rule.IsValid(head.Task, model.OutputCount), "its scores cannot be read as the rule says");
        var levels = sections.ContainsKey("levels") ? ModelSections.Parse<IReadOnlyList<ColumnLevels>>(sections, "levels") : null;
        var known = levels is null ? null : KnownLevels.Read(levels);
        TrainedModelCheck.Require((levels is null) == (known is null), "the levels of its columns are damaged");
        return new()
        {
            Levels = known,
            Task = head.Task,
            Classes = head.Classes,
            Label = head.Label,
            Signature = head.Signature,
            Plan = plan,
            Model = model,
            Rule = rule,
            Series = series,
        };
    }
}
