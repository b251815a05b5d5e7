using System.CommandLine;
using System.Globalization;

namespace MLOpsFunctions.Local.Commands;

/// <summary><c>register</c>: judges a model that was trained elsewhere.</summary>
internal static class RegisterCommand
{
    private const int MostMegabytes = 64;

    public static Command Create()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "The ONNX file" };
        var model = new Option<string>("--model")
        {
            Description = "The model whose version it may become",
            HelpName = "NAME",
            Required = true,
        };
        return new Command(
            "register",
            "Judge an ONNX model that was trained elsewhere: on the same held-out rows and by the same gates as the version that "
                + "serves.\nExit status: 0 deployed, 3 held back, 2 bad input, 1 fault."
        )
        {
            file,
            model,
            Verb.By,
            Verb.Reason,
        }.OnRun(
            async (parsed, session, cancellation) =>
            {
                var name = await KnownModels.CheckAsync(session, parsed.GetValue(model), cancellation);
                var source = parsed.GetValue(file)!;
                var bytes = await ReadAsync(source, cancellation);
                var workspace = await session.StartAsync();
                var run = await workspace.Starter.RegisterAsync(
                    name,
                    source.Name,
                    bytes,
                    session.Time.GetUtcNow().UtcTicks.ToString(CultureInfo.InvariantCulture),
                    parsed.GetValue(Verb.By)!,
                    parsed.GetValue(Verb.Reason),
                    cancellation
                );
                return RunReport.Show(await session.FollowAsync(run, cancellation), session);
            }
        );
    }

    private static async Task<byte[]> ReadAsync(FileInfo file, CancellationToken cancellation)
    {
        await using var stream = CommandSession.OpenFile(file);
        if (stream.Length > MostMegabytes << 20)
        {
            throw new ProblemException(
                new("The ONNX file is too large", $"{stream.Length >> 20} MiB", $"{MostMegabytes} MiB at most", file.FullName)
            );
        }

        var bytes = new byte[stream.Length];
        await stream.ReadExactlyAsync(bytes, cancellation);
        return bytes;
    }
}
