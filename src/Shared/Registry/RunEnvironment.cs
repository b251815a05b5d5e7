using System.Numerics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace MLOpsFunctions.Registry;

/// <summary>Where something was computed: enough to explain what another machine or build does otherwise.</summary>
/// <param name="Code">Version and commit of the product's build.</param>
/// <param name="Runtime">Name and version of the .NET runtime.</param>
/// <param name="System">The operating system.</param>
/// <param name="Architecture">The processor's architecture, e.g. <c>X64</c>.</param>
/// <param name="Cores">Processors that the process may use.</param>
/// <param name="VectorBits">Width of the processor's vectors, in bits.</param>
/// <param name="MemoryBytes">Memory that the process may use, in bytes.</param>
public sealed record RunEnvironment(
    string Code,
    string Runtime,
    string System,
    string Architecture,
    int Cores,
    int VectorBits,
    long MemoryBytes
)
{
    /// <summary>That of this process.</summary>
    public static RunEnvironment Current { get; } =
        new(
            typeof(RunEnvironment).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
            RuntimeInformation.FrameworkDescription,
            RuntimeInformation.OSDescription,
            RuntimeInformation.ProcessArchitecture.ToString(),
            Environment.ProcessorCount,
            Vector<byte>.Count * 8,
            GC.GetGCMemoryInfo().TotalAvailableMemoryBytes
        );
}
