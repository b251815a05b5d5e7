using System.Text;

namespace MLOpsFunctions.Local.Hosting;

/// <summary>The file in a workspace that lineage events go to, one a line, where no receiver is named.</summary>
/// <param name="workspace">The workspace's folder.</param>
internal sealed class LineageFile(string workspace)
{
    public const string Name = "openlineage.jsonl";

    /// <summary>Appends an event; several processes may do so.</summary>
    public async Task AppendAsync(string told, CancellationToken cancellation)
    {
        await using var file = new FileStream(
            Path.Combine(workspace, Name),
            FileMode.Append,
            FileAccess.Write,
            FileShare.ReadWrite,
            bufferSize: 0
        );
        await file.WriteAsync(Encoding.UTF8.GetBytes($"{told}\n"), cancellation);
    }
}
