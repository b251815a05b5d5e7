using Microsoft.ML.OnnxRuntime;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.OnnxRuntime;

/// <summary>
/// A model in OnnxRuntime, on one thread a call and with an end to each call. Safe for any number of threads.
/// </summary>
internal sealed class OnnxSession : IDisposable
{
    /// <summary>The memory of all models together, in bytes.</summary>
    private const uint MaxMemory = 1u << 30;

    /// <summary>Registers the memory that all models share; with a bound, so that no model can take all there is.</summary>
    private static readonly Lazy<bool> Memory = new(() =>
    {
        using var kind = new OrtMemoryInfo(OrtMemoryInfo.allocatorCPU, OrtAllocatorType.ArenaAllocator, 0, OrtMemType.Default);
        using var bound = new OrtArenaCfg(MaxMemory, -1, -1, -1);
        OrtEnv.Instance().CreateAndRegisterAllocator(kind, bound);
        return true;
    });

    private readonly InferenceSession _session;
    private readonly TimeSpan _limit;

    /// <summary>Loads a model.</summary>
    /// <param name="file">The ONNX file, inspected.</param>
    /// <param name="limit">The longest that a call may take.</param>
    /// <exception cref="InvalidModelException">OnnxRuntime does not load it, or is not there.</exception>
    public OnnxSession(byte[] file, TimeSpan limit)
    {
        _limit = limit;
        try
        {
            using var options = new SessionOptions
            {
                IntraOpNumThreads = 1,
                InterOpNumThreads = 1,
                ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,

                // Otherwise a part of the model would run while it is loaded, without an end to it.
                GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL,
                LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            };
            _ = Memory.Value;
            options.AddSessionConfigEntry("session.use_env_allocators", "1");
            _session = new(file, options);
        }
        catch (Exception fault) when (IsRuntimeFault(fault))
        {
            throw new InvalidModelException($"OnnxRuntime does not load the model: {PlainText.Cut(fault.Message)}", fault);
        }
    }

    /// <summary>Runs the model.</summary>
    /// <param name="inputs">Its inputs by name.</param>
    /// <param name="outputs">The outputs wanted.</param>
    /// <param name="read">Reads the outputs, in the order of <paramref name="outputs"/>.</param>
    /// <exception cref="ProblemException">It fails, or takes too long.</exception>
    public T Run<T>(IReadOnlyDictionary<string, OrtValue> inputs, IReadOnlyList<string> outputs, Func<IReadOnlyList<OrtValue>, T> read)
    {
        using var run = new RunOptions();
        using var end = new CancellationTokenSource(_limit);
        using var stop = end.Token.Register(() => run.Terminate = true);
        try
        {
            using var values = _session.Run(run, [.. inputs.Keys], [.. inputs.Values], outputs);
            return read(values);
        }
        catch (Exception fault) when (IsRuntimeFault(fault))
        {
            throw end.IsCancellationRequested
                ? Failure($"more than {_limit.TotalSeconds:0} seconds", "an answer in time", fault)
                : Failure(PlainText.Cut(fault.Message), "an answer for every row", fault);
        }
    }

    /// <summary>A failure of the model, not of the rows.</summary>
    public static ProblemException Failure(string found, string expected, Exception? inner = null) =>
        new(new("The ONNX model fails", found, expected, Status: 500), inner);

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    /// <summary>Whether OnnxRuntime failed, or its native library is not there.</summary>
    private static bool IsRuntimeFault(Exception fault) =>
        fault is OnnxRuntimeException or DllNotFoundException or TypeInitializationException or EntryPointNotFoundException
        || fault.InnerException is DllNotFoundException;
}
