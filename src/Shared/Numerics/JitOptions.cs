using System.Runtime.CompilerServices;

namespace MLOpsFunctions.Numerics;

/// <summary>Compiler options for the methods in which training spends its time.</summary>
internal static class JitOptions
{
    /// <summary>
    /// Compile once, with all optimisations. Tiered compilation would compile these methods two or three times, on a
    /// processor that training could use; a training of a few seconds ends before that pays.
    /// </summary>
    public const MethodImplOptions AggressiveOptimization = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;
}
