using System.IO.Pipelines;

namespace MLOpsFunctions.Pipelines.Activities;

/// <summary>Joins code that writes a stream with a store that reads one, in bounded memory.</summary>
internal static class StreamedWrite
{
    /// <summary>
    /// Runs both side by side. Where the writing code throws, the store's read throws too, so that nothing is stored.
    /// </summary>
    /// <param name="write">Writes all bytes.</param>
    /// <param name="store">Reads them to the end and stores them as a whole.</param>
    /// <param name="cancellation">Stops both.</param>
    public static async Task<(TSummary Summary, TStored Stored)> RunAsync<TSummary, TStored>(
        Func<Stream, Task<TSummary>> write,
        Func<Stream, CancellationToken, Task<TStored>> store,
        CancellationToken cancellation
    )
    {
        var pipe = new Pipe();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var writing = Task.Run(() => WriteAsync(pipe.Writer, write), CancellationToken.None);
        try
        {
            var stored = await store(pipe.Reader.AsStream(), stop.Token);
            await pipe.Reader.CompleteAsync();
            return (await writing, stored);
        }
        catch (Exception fault)
        {
            // The writer must not wait for a reader that has gone.
            await pipe.Reader.CompleteAsync(fault);
            await writing; // Its own exception is the cause.
            throw;
        }
    }

    private static async Task<T> WriteAsync<T>(PipeWriter writer, Func<Stream, Task<T>> write)
    {
        try
        {
            var summary = await write(writer.AsStream(leaveOpen: true));
            await writer.CompleteAsync();
            return summary;
        }
        catch (Exception fault)
        {
            await writer.CompleteAsync(fault);
            throw;
        }
    }
}
