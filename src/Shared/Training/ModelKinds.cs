using System.Collections.Frozen;
using MLOpsFunctions.Training.Boosting;

namespace MLOpsFunctions.Training;

/// <summary>The closed list of model kinds and their readers. A model file names one of these; nothing in it can name a type.</summary>
public static class ModelKinds
{
    private static readonly FrozenDictionary<string, Func<ModelReader, IModel>> Readers = new Dictionary<string, Func<ModelReader, IModel>>
    {
        // One line a kind: its name, and the function that reads what IModel.Write of that kind wrote.
        [Baseline.BaselineModel.KindName] = Baseline.BaselineModel.Read,
        [Forest.KindName] = ForestFormat.Read,
        [Isolation.IsolationForest.KindName] = Isolation.IsolationForest.Read,
        [Clustering.KMeansModel.KindName] = Clustering.KMeansModel.Read,
        [Baseline.SeasonalNaiveModel.KindName] = Baseline.SeasonalNaiveModel.Read,
        [Linear.LinearModel.KindName] = Linear.LinearModel.Read,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>All kinds, in ordinal order.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Readers.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Reads a model's payload, all of it.</summary>
    /// <param name="kind">Its kind, as <see cref="IModel.Kind"/> gave it.</param>
    /// <param name="payload">What <see cref="IModel.Write"/> wrote. It must not change while the model is in use.</param>
    /// <exception cref="InvalidModelException">The kind is not in the list, or the payload is not such a model.</exception>
    public static IModel Read(string kind, ReadOnlyMemory<byte> payload)
    {
        if (!Readers.TryGetValue(kind, out var read))
        {
            throw new InvalidModelException($"The model is of kind '{kind}'; expected one of {string.Join(", ", All)}.");
        }

        var reader = new ModelReader(payload);
        var model = read(reader);
        reader.End();
        return model;
    }
}
