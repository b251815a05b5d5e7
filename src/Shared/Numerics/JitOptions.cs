using System.Runtime.CompilerServices;

namespace MLOpsFunctions.Numerics;

/// <summary>How methods are compiled in which training spends its time, or through which it passes for every leaf.</summary>
internal static class JitOptions
{
    /// <summary>
    /// At once with all optimisations, and for good. Otherwise they would be compiled two or three times, the last time
    /// together with all that they call, on a processor that training could use itself: a training of some seconds is
    /// over before that pays.
    /// </summary>
    public const MethodImplOptions AggressiveOptimization = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;
}
