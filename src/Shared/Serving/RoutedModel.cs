using MLOpsFunctions.Deployment;

namespace MLOpsFunctions.Serving;

/// <summary>A version that answers a request, and in which part.</summary>
/// <param name="Served">The version.</param>
/// <param name="Role">In which part it answers.</param>
/// <param name="Slot">The slot in which it is loaded; null: in none.</param>
public sealed record RoutedModel(ServedModel Served, ServingRole Role, Slot? Slot)
{
    /// <summary>The rollout under way, where this is the version that serves; null otherwise.</summary>
    public RoutedRollout? Trial { get; init; }

    /// <summary>A version that was asked for by number.</summary>
    /// <param name="served">The version.</param>
    /// <param name="state">What serves.</param>
    public static RoutedModel ByNumber(ServedModel served, DeploymentState state)
    {
        var number = served.Version.Number;
        return new(
            served,
            state.LiveVersion == number ? ServingRole.Champion : ServingRole.Requested,
            state.LiveVersion == number ? state.Live
                : state.Blue == number ? Deployment.Slot.Blue
                : state.Green == number ? Deployment.Slot.Green
                : null
        );
    }
}

/// <summary>A rollout under way and the other one of its two versions.</summary>
/// <param name="Other">The version that is on its way or, in a bake, the one that served before; null where it cannot be
/// loaded.</param>
public sealed record RoutedRollout(string Model, Rollout Rollout, RoutedModel? Other);
