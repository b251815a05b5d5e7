using System.Collections.Concurrent;

namespace MLOpsFunctions;

/// <summary>Labels of metrics that come from outside: the first names are kept, all others share one.</summary>
/// <param name="most">How many names are kept, about: calls at once may keep a few more.</param>
internal sealed class BoundedLabels(int most)
{
    /// <summary>Stands for all other names.</summary>
    public const string Other = "other";

    private readonly ConcurrentDictionary<string, string> _kept = new(StringComparer.Ordinal);

    /// <summary>The label of a name.</summary>
    public string Of(string name) =>
        _kept.TryGetValue(name, out var kept) ? kept
        : _kept.Count < most ? _kept.GetOrAdd(name, name)
        : Other;
}
