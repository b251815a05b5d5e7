using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Notifications;

/// <summary>
/// One notification. It has names of the product, codes and numbers, and no value of a row, no reason and no name that a
/// person has written: who may read those finds them where the link leads.
/// </summary>
/// <param name="Id">Follows from what happened: the same notification has the same id, however often it is told.</param>
/// <param name="Event">What happened.</param>
/// <param name="At">When.</param>
/// <param name="Link">The path that tells all of it, from the address of the installation on.</param>
public sealed record Notification(string Id, NotifyEvent Event, string Model, DateTimeOffset At, string Link)
{
    /// <summary>The run; null: it happened in none.</summary>
    public string? Run { get; init; }

    /// <summary>The version that it is about; null: none.</summary>
    public int? Version { get; init; }

    /// <summary>The version that served before; null: none, or nothing changed.</summary>
    public int? Previous { get; init; }

    /// <summary>
    /// What it is about: a run's status, a promise, a metric, or what decided where it was no person; null: nothing more.
    /// </summary>
    public string? Code { get; init; }

    /// <summary>What was measured; null: nothing.</summary>
    public double? Value { get; init; }

    /// <summary>What it was held against; null: nothing.</summary>
    public double? Bound { get; init; }

    /// <summary>The gates that did not pass, or the columns that drifted, by name, at most ten; null: not about such.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>Most names that one notification has.</summary>
    public const int MaxNames = 10;
}
