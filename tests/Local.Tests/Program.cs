using System.Globalization;
using MLOpsFunctions.Local.Tests.Stores;

namespace MLOpsFunctions.Local.Tests;

/// <summary>What a test starts as a child process: <c>dotnet MLOpsFunctions.Local.Tests.dll ROLE FOLDER COUNT</c>.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        var (role, folder, count) = (arguments[0], arguments[1], int.Parse(arguments[2], CultureInfo.InvariantCulture));
        await (
            role switch
            {
                ChildProcess.IncrementBlob => StoreProcessTests.IncrementBlobAsync(folder, count),
                ChildProcess.IncrementRows => StoreProcessTests.IncrementRowsAsync(folder, count),
                ChildProcess.OverwriteBlob => StoreProcessTests.OverwriteBlobAsync(folder, count),
                _ => throw new ArgumentException($"There is no role '{role}'."),
            }
        );
        return 0;
    }
}
