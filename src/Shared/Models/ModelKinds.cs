using System.Collections.Frozen;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Learning.Boosting;

namespace MLOpsFunctions.Models;

/// <summary>
/// A closed list of model kinds and their readers. It is fixed when a host starts, so nothing in a model file can name
/// a type. Immutable.
/// </summary>
public sealed class ModelKinds
{
    private readonly FrozenDictionary<string, Func<ModelBinaryReader, IModel>> _readers;

    private ModelKinds(IEnumerable<KeyValuePair<string, Func<ModelBinaryReader, IModel>>> readers)
    {
        _readers = readers.ToFrozenDictionary(StringComparer.Ordinal);
        All = [.. _readers.Keys.Order(StringComparer.Ordinal)];
    }

    /// <summary>The kinds that every host reads.</summary>
    public static ModelKinds BuiltIn { get; } =
        new(
            new Dictionary<string, Func<ModelBinaryReader, IModel>>
            {
                // One line for each kind: its name, and the function that reads what its IModel.Write wrote.
                [MLOpsFunctions.Learning.Baseline.BaselineModel.KindName] = MLOpsFunctions.Learning.Baseline.BaselineModel.Read,
                [MLOpsFunctions.Learning.Ensembles.EnsembleModel.KindName] = MLOpsFunctions.Learning.Ensembles.EnsembleModel.Read,
                [Forest.KindName] = ForestFormat.Read,
                [MLOpsFunctions.Learning.Isolation.IsolationForest.KindName] = MLOpsFunctions.Learning.Isolation.IsolationForest.Read,
                [MLOpsFunctions.Learning.Clustering.KMeansModel.KindName] = MLOpsFunctions.Learning.Clustering.KMeansModel.Read,
                [MLOpsFunctions.Learning.Baseline.MeanForecastModel.KindName] = MLOpsFunctions.Learning.Baseline.MeanForecastModel.Read,
                [MLOpsFunctions.Learning.Baseline.SeasonalNaiveModel.KindName] = MLOpsFunctions.Learning.Baseline.SeasonalNaiveModel.Read,
                [MLOpsFunctions.Learning.Kernel.KernelModel.KindName] = MLOpsFunctions.Learning.Kernel.KernelModel.Read,
                [MLOpsFunctions.Learning.Linear.LinearModel.KindName] = MLOpsFunctions.Learning.Linear.LinearModel.Read,
            }
        );

    /// <summary>All kinds, in ordinal order.</summary>
    public IReadOnlyList<string> All { get; }

    /// <summary>A list with these kinds and more.</summary>
    /// <param name="readers">The reader of the payload, by kind.</param>
    /// <exception cref="ArgumentException">A kind exists already.</exception>
    public ModelKinds With(IReadOnlyDictionary<string, Func<ModelBinaryReader, IModel>> readers) =>
        readers.Keys.FirstOrDefault(_readers.ContainsKey) is { } known
            ? throw new ArgumentException($"The kind '{known}' is known already.", nameof(readers))
            : new(_readers.Concat(readers));

    /// <summary>Reads a model's payload, all of it.</summary>
    /// <param name="kind">Its kind, as <see cref="IModel.Kind"/> gave it.</param>
    /// <param name="payload">What <see cref="IModel.Write"/> wrote. It must not change while the model is in use.</param>
    /// <exception cref="InvalidModelException">The kind is not in the list, or the payload is not such a model.</exception>
    public IModel Read(string kind, ReadOnlyMemory<byte> payload)
    {
        if (!_readers.TryGetValue(kind, out var read))
        {
            throw new InvalidModelException($"The model is of kind '{kind}'; this program reads {string.Join(", ", All)}.");
        }

        var reader = new ModelBinaryReader(payload);
        var model = read(reader);
        reader.End();
        return model;
    }
}
