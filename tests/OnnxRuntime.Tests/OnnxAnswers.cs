using Microsoft.ML.OnnxRuntime;
using MLOpsFunctions.Data;
using MLOpsFunctions.Onnx;

namespace MLOpsFunctions.OnnxRuntime.Tests;

/// <summary>What OnnxRuntime makes of an exported file and rows.</summary>
internal static class OnnxAnswers
{
    /// <summary>Each output by name: numbers, or texts.</summary>
    public static IReadOnlyDictionary<string, Array> Of(byte[] file, DataFrame rows)
    {
        using var direct = new InferenceSession(file);
        using var session = new OnnxSession(file, TimeSpan.FromMinutes(1));
        var inputs = direct.InputMetadata.ToDictionary(
            input => input.Key,
            input =>
                OnnxTensors.Of(
                    rows,
                    [input.Key],
                    input.Value.ElementDataType switch
                    {
                        Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Double => OnnxElementType.Double,
                        Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.String => OnnxElementType.String,
                        _ => OnnxElementType.Int64,
                    },
                    isFlat: false
                )
        );
        var outputs = direct.OutputMetadata.Keys.ToList();
        return session.Run(
            inputs,
            outputs,
            values => outputs.Zip(values).ToDictionary(output => output.First, output => Read(output.Second))
        );
    }

    private static Array Read(OrtValue value) =>
        value.GetTensorTypeAndShape().ElementDataType switch
        {
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.String => value.GetStringTensorAsArray(),
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Double => value.GetTensorDataAsSpan<double>().ToArray(),
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Bool => value.GetTensorDataAsSpan<bool>().ToArray(),
            _ => value.GetTensorDataAsSpan<long>().ToArray(),
        };
}
