using System.CommandLine;
using Spectre.Console;

namespace MLOpsFunctions.Local.Commands;

/// <summary><c>export</c>: a version as an ONNX file.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var version = new Argument<string>("MODEL[@ALIAS or /N]")
        {
            Description = "The version; without alias or number the one that serves",
        };
        var number = new Option<int?>("--version") { Description = "The version by number", HelpName = "N" };
        var output = new Option<FileInfo>("--out")
        {
            Description = "Where to write the file",
            HelpName = "FILE",
            Required = true,
        };
        return new Command(
            "export",
            "Write a version as an ONNX file that takes the columns as they are: the encoding, the calibration and the "
                + "threshold are part of it."
        )
        {
            version,
            number,
            output,
        }.OnRun(
            async (parsed, session, cancellation) =>
            {
                var text = parsed.GetValue(version)!;
                var found = await VersionReference.ResolveAsync(
                    session,
                    parsed.GetValue(number) is { } n ? FormattableString.Invariant($"{text}/{n}") : text,
                    cancellation
                );
                var served = await session.Workspace.Services.Scorer.LoadAsync(found.Model, found.Number, cancellation);
                var (bytes, file) = (served!.ToOnnx(), parsed.GetValue(output)!);
                await WriteAsync(file, bytes, cancellation);
                session.Terminal.Show(
                    new
                    {
                        model = found.Model,
                        version = found.Number,
                        file = file.FullName,
                        bytes = bytes.Length,
                    },
                    console =>
                        console.WriteLine(
                            $"Version {found.Number} of {found.Model} was written to {file.FullName} "
                                + $"({NumberFormat.Count(bytes.Length)} bytes)."
                        )
                );
                return ExitCode.Ok;
            }
        );
    }

    private static async Task WriteAsync(FileInfo file, byte[] bytes, CancellationToken cancellation)
    {
        try
        {
            await File.WriteAllBytesAsync(file.FullName, bytes, cancellation);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ProblemException(
                new("The model cannot be written", fault.Message, "a file that can be written", file.FullName, "another --out"),
                fault
            );
        }
    }
}
