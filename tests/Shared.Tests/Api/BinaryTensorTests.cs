using System.Buffers.Binary;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace MLOpsFunctions.Shared.Tests.Api;

/// <summary>The Open Inference Protocol's extension for binary tensors, by the bytes that Triton's client sends.</summary>
public sealed class BinaryTensorTests : IClassFixture<ApiFixture>, IAsyncLifetime
{
    private readonly ApiFixture _api;

    public BinaryTensorTests(ApiFixture api) => _api = api;

    public Task InitializeAsync() => _api.ServeAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    public static TheoryData<string, byte[]> Encodings() =>
        new()
        {
            { "FP64", Concat(BitConverter.GetBytes(1.5), BitConverter.GetBytes(double.NaN)) },
            { "FP32", Concat(BitConverter.GetBytes(1.5f), BitConverter.GetBytes(float.NaN)) },
            { "FP16", Concat(BitConverter.GetBytes((Half)1.5), BitConverter.GetBytes(Half.NaN)) },
            { "BYTES", Concat(BitConverter.GetBytes(3), "1.5"u8.ToArray(), BitConverter.GetBytes(0)) },
        };

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task Binary_elements_mean_what_they_mean_in_json(string datatype, byte[] elements)
    {
        var (status, _, body) = await SendAsync(Document(datatype, 2, elements.Length), elements);

        Assert.Equal((200, "[1001.5,1000]"), (status, body.GetProperty("outputs")[0].GetProperty("data").GetRawText()));
    }

    [Theory]
    [InlineData("INT8", "FF", -1)]
    [InlineData("UINT8", "FF", 255)]
    [InlineData("INT16", "FEFF", -2)]
    [InlineData("UINT16", "FEFF", 65534)]
    [InlineData("INT32", "02000000", 2)]
    [InlineData("UINT32", "02000000", 2)]
    [InlineData("INT64", "FFFFFFFFFFFFFFFF", -1)]
    [InlineData("UINT64", "0300000000000000", 3)]
    public async Task Whole_numbers_are_little_endian(string datatype, string bytes, double value)
    {
        var elements = Convert.FromHexString(bytes);
        var (status, _, body) = await SendAsync(Document(datatype, 1, elements.Length), elements);

        Assert.Equal((200, 1000 + value), (status, body.GetProperty("outputs")[0].GetProperty("data")[0].GetDouble()));
    }

    [Fact]
    public async Task Outputs_come_in_binary_where_they_are_asked_for_so()
    {
        var elements = BitConverter.GetBytes(0.0);
        var document = Document("FP64", 1, 8, model: "churn", more: """, "parameters": {"binary_data_output": true}""");
        var (status, length, bytes) = await RawAsync("/v2/models/churn/infer", document, elements);
        var body = JsonDocument.Parse(bytes.AsMemory(0, length!.Value)).RootElement;
        var tail = bytes.AsSpan(length.Value);

        Assert.Equal(200, status);
        var sizes = body.GetProperty("outputs")
            .EnumerateArray()
            .Select(output => output.GetProperty("parameters").GetProperty("binary_data_size").GetInt32())
            .ToArray();
        Assert.Equal(tail.Length, sizes.Sum());
        Assert.All(body.GetProperty("outputs").EnumerateArray(), output => Assert.False(output.TryGetProperty("data", out _)));
        var first = BinaryPrimitives.ReadInt32LittleEndian(tail);
        Assert.Contains(Encoding.UTF8.GetString(tail.Slice(4, first)), (string[])["no", "yes"]);
        Assert.Equal((4 + first, 16), (sizes[0], sizes[1]));
        Assert.Equal(
            1,
            BinaryPrimitives.ReadDoubleLittleEndian(tail[sizes[0]..]) + BinaryPrimitives.ReadDoubleLittleEndian(tail[(sizes[0] + 8)..]),
            12
        );
    }

    [Fact]
    public async Task One_output_may_be_binary_and_another_not()
    {
        var (status, length, bytes) = await RawAsync(
            "/v2/models/bikes/infer",
            """{"inputs": [{"name": "temp", "shape": [1], "datatype": "FP64", "data": [1]}], "outputs": """
                + """[{"name": "prediction_id"}, {"name": "prediction", "parameters": {"binary_data": true}}]}""",
            []
        );
        var outputs = JsonDocument.Parse(bytes.AsMemory(0, length!.Value)).RootElement.GetProperty("outputs");

        Assert.Equal((200, 1), (status, outputs[0].GetProperty("data").GetArrayLength()));
        Assert.Equal(1001, BitConverter.ToDouble(bytes, length.Value));
    }

    public static TheoryData<string, byte[], string?> Damage() =>
        new()
        {
            { Document("FP64", 1, 8), [1, 2, 3], null },
            { Document("FP64", 2, 8), new byte[8], null },
            { Document("FP64", 1, 8), new byte[9], null },
            { Document("FP64", 1, -1), new byte[8], null },
            { Document("BYTES", 1, 8), [255, 255, 255, 127, 1, 1, 1, 1], null },
            { Document("BYTES", 1, 2), [0, 0], null },
            { Document("BYTES", 1, 5), [1, 0, 0, 0, 0xFF], null },
            { Document("FP64", 1, 8), BitConverter.GetBytes(double.PositiveInfinity), null },
            { Document("FP64", 1, 8), new byte[8], "99999" },
            { Document("FP64", 1, 8), new byte[8], "-1" },
            { Document("FP64", 1, 8), new byte[8], "many" },
            {
                """{"inputs": [{"name": "temp", "shape": [1], "datatype": "FP64", "data": [1], "parameters": {"binary_data_size": 8}}]}""",
                new byte[8],
                null
            },
            {
                """{"inputs": [{"name": "temp", "shape": [1], "datatype": "FP64", "parameters": {"binary_data_size": "8"}}]}""",
                new byte[8],
                null
            },
        };

    [Theory]
    [MemberData(nameof(Damage))]
    public async Task Bytes_that_do_not_fit_are_refused(string document, byte[] tail, string? length)
    {
        var (status, _, body) = await SendAsync(document, tail, length);

        Assert.Equal(400, status);
        Assert.DoesNotContain("MLOpsFunctions.", body.GetRawText());
    }

    private static string Document(string datatype, int rows, int bytes, string model = "bikes", string more = "") =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$$"""{"model_name": "{{{model}}}", "inputs": [{"name": "temp", "shape": """
                + $$$"""[{{{rows}}}, 1], "datatype": "{{{datatype}}}", "parameters": {"binary_data_size": {{{bytes}}}}}]{{{more}}}}"""
        );

    private static byte[] Concat(params byte[][] parts) => [.. parts.SelectMany(part => part)];

    private async Task<(int Status, int? Length, JsonElement Body)> SendAsync(string document, byte[] tail, string? length = null)
    {
        var (status, said, bytes) = await RawAsync("/v2/models/bikes/infer", document, tail, length);
        return (status, said, JsonDocument.Parse(bytes).RootElement);
    }

    private async Task<(int Status, int? Length, byte[] Bytes)> RawAsync(string path, string document, byte[] tail, string? length = null)
    {
        var head = Encoding.UTF8.GetBytes(document);
        using var content = new ByteArrayContent([.. head, .. tail]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Headers.TryAddWithoutValidation(
            "Inference-Header-Content-Length",
            length ?? head.Length.ToString(CultureInfo.InvariantCulture)
        );
        var response = await _api.Client.SendAsync(request);
        int? said = response.Headers.TryGetValues("Inference-Header-Content-Length", out var values)
            ? int.Parse(values.Single(), CultureInfo.InvariantCulture)
            : null;
        return ((int)response.StatusCode, said, await response.Content.ReadAsByteArrayAsync());
    }
}
