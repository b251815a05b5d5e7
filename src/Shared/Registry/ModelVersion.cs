using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using MLOpsFunctions.Data;
using MLOpsFunctions.Evaluation;

namespace MLOpsFunctions.Registry;

/// <summary>
/// A registered model: immutable once written, and enough to say what it is, what it was made from, how well it did and
/// who made it.
/// </summary>
public sealed record ModelVersion : ModelRecord
{
    /// <summary>A version to be read from where it is kept.</summary>
    [JsonConstructor]
    public ModelVersion() { }

    /// <summary>A version without its number.</summary>
    /// <param name="registration">What a run wants registered.</param>
    /// <param name="definition">Digest of its definition.</param>
    /// <param name="card">Digest of its card.</param>
    /// <param name="code">Version of the product.</param>
    /// <param name="created">When it is registered.</param>
    [SetsRequiredMembers]
    internal ModelVersion(ModelRegistration registration, string definition, string card, string code, DateTimeOffset created)
        : base(registration.Record)
    {
        var (_, dataset, _, report) = registration;
        (Dataset, RowsDigest, Source) = (dataset.Digest, dataset.RowsDigest, dataset.Source);
        (Definition, Card, Code, Created) = (definition, card, code, created);
        Metrics = new SortedDictionary<string, MetricValue>(report.Evaluation.Metrics.ToDictionary(), StringComparer.Ordinal);
        VerdictDigest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Json.Write(Verdict))));
    }

    /// <summary>1, 2, 3, ... without gaps within a model.</summary>
    public required int Number { get; init; }

    /// <summary>Digest of the data set it was trained on.</summary>
    public required string Dataset { get; init; }

    /// <summary>A digest that does not depend on the order of the rows; null in older versions: not known.</summary>
    public string? RowsDigest { get; init; }

    /// <summary>The file that the data set came from.</summary>
    public required DatasetSource Source { get; init; }

    /// <summary>Digest of the definition, stored as an artifact in its own right.</summary>
    public required string Definition { get; init; }

    /// <summary>Version of the product that trained it.</summary>
    public required string Code { get; init; }

    /// <summary>Metrics on the test set, by name.</summary>
    public required IReadOnlyDictionary<string, MetricValue> Metrics { get; init; }

    /// <summary>Digest of the verdict, as the ledger quotes it.</summary>
    public required string VerdictDigest { get; init; }

    /// <summary>When it was registered.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Digest of the model card, as JSON.</summary>
    public required string Card { get; init; }

    /// <summary>
    /// Whether it was trained on the rows of this data set, in any order. Where that is not known, on the data set itself.
    /// </summary>
    /// <param name="dataset">The data set's digest.</param>
    /// <param name="rowsDigest">Its <see cref="DatasetVersion.RowsDigest"/>.</param>
    internal bool IsTrainedOn(string dataset, string? rowsDigest) =>
        Dataset == dataset || (RowsDigest is not null && RowsDigest == rowsDigest);

    /// <summary>Reads a part of the version that is stored apart. If it is damaged, the error names the version and the part.</summary>
    /// <param name="part">What it is, for a person.</param>
    /// <exception cref="InvalidDataException">It is missing or damaged.</exception>
    internal async Task<T> ReadPartAsync<T>(string part, Task<T> reading)
    {
        try
        {
            return await reading;
        }
        catch (InvalidDataException damage)
        {
            throw new InvalidDataException($"The {part} of version {Number} of '{Model}' cannot be read: {damage.Message}", damage);
        }
    }
}
