using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Serving;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Api;

/// <summary>Writes an answer as tensors, in the document or in binary after it, as each is asked for.</summary>
internal static class InferOutputs
{
    /// <summary>The tensors of an answer.</summary>
    public static IReadOnlyList<InferTensor> Of(ScoredBatch answer, IReadOnlyList<string> ids) =>
        [
            .. from output in InferSignature.Outputs(answer.Served)
            let data = Data(output.Name!, answer, ids)
            where data is not null
            select output with
            {
                Shape = [answer.Predictions.RowCount, .. output.Shape!.Skip(1)],
                Data = data,
            },
        ];

    /// <summary>The ones that a request asks for, in its order; all where it names none.</summary>
    /// <exception cref="ProblemException">It asks for one that there is not.</exception>
    public static IReadOnlyList<InferTensor> Choose(IReadOnlyList<InferTensor> outputs, IReadOnlyList<InferOutput?>? asked)
    {
        if (asked is not { Count: > 0 })
        {
            return outputs;
        }

        asked.OfType<InferOutput>().ToList().ForEach(InferParameters.CheckOutput);
        return
        [
            .. asked.Select(output =>
                outputs.FirstOrDefault(one => one.Name == output?.Name)
                ?? throw new ProblemException(
                    new(
                        "There is no such output",
                        $"'{BlobNames.Printable(output?.Name ?? "")}'",
                        string.Join(", ", outputs.Select(one => one.Name)),
                        "body, $.outputs"
                    )
                )
            ),
        ];
    }

    /// <summary>Answers with the document, and with the bytes of the tensors that are asked for in binary.</summary>
    public static async Task AnswerAsync(HttpContext context, InferResponse response, InferRequest request)
    {
        var (outputs, tail) = (new List<InferTensor>(response.Outputs.Count), new ArrayBufferWriter<byte>());
        for (var i = 0; i < response.Outputs.Count; i++)
        {
            var output = response.Outputs[i];
            if (InferParameters.IsBinary(request.Outputs is { Count: > 0 } asked ? asked[i] : null, request))
            {
                var bytes = BinaryTensors.Write(output.Datatype!, output.Data!.Value);
                tail.Write(bytes);
                output = output with { Data = null, Parameters = With(output.Parameters, InferParameters.BinaryDataSize, bytes.Length) };
            }

            outputs.Add(output);
        }

        if (tail.WrittenCount == 0)
        {
            await context.AnswerAsync(response);
            return;
        }

        var document = JsonSerializer.SerializeToUtf8Bytes(response with { Outputs = outputs }, OutsideJson.Answer);
        context.Response.ContentType = "application/octet-stream";
        context.Response.Headers[InferenceBody.LengthHeader] = document.Length.ToString(CultureInfo.InvariantCulture);
        await context.Response.Body.WriteAsync(document, context.RequestAborted);
        await context.Response.Body.WriteAsync(tail.WrittenMemory, context.RequestAborted);
    }

    /// <summary>An output's elements; null where this answer has none.</summary>
    private static JsonElement? Data(string output, ScoredBatch answer, IReadOnlyList<string> ids)
    {
        var predictions = answer.Predictions;
        return output switch
        {
            InferSignature.Prediction when InferSignature.IsClass(predictions.Task) => Elements(
                predictions.Values.Select(value => predictions.Classes[(int)value])
            ),
            InferSignature.Prediction => Elements(predictions.Values),
            InferSignature.Probabilities => predictions.Probabilities is { } probabilities ? Elements(probabilities) : null,
            InferSignature.Distance => predictions.Distances is { } distances ? Elements(distances) : null,
            InferSignature.Anomaly => Elements(Enumerable.Range(0, predictions.RowCount).Select(predictions.IsAnomaly)),
            InferSignature.Low => predictions.Lows is { } lows ? Elements(lows) : null,
            InferSignature.High => predictions.Highs is { } highs ? Elements(highs) : null,
            _ => Elements(ids),
        };
    }

    private static JsonElement Elements<T>(IEnumerable<T> data) => JsonSerializer.SerializeToElement(data, Json.Compact);

    private static IReadOnlyDictionary<string, JsonElement> With(
        IReadOnlyDictionary<string, JsonElement>? parameters,
        string name,
        int value
    ) =>
        new Dictionary<string, JsonElement>(parameters ?? new Dictionary<string, JsonElement>())
        {
            [name] = JsonSerializer.SerializeToElement(value, Json.Compact),
        };
}
