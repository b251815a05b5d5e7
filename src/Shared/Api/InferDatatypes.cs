using System.Globalization;
using System.Text.Json;

namespace MLOpsFunctions.Api;

/// <summary>
/// Element types of the Open Inference Protocol (section "Tensor Data Types" of
/// specification/protocol/inference_rest.md), and which JSON values are elements of each. A value that its type
/// cannot hold is refused, because it was damaged before it came.
/// </summary>
internal static class InferDatatypes
{
    private static readonly Dictionary<string, (Int128 Least, Int128 Greatest)> Whole = new(StringComparer.Ordinal)
    {
        ["UINT8"] = (0, byte.MaxValue),
        ["UINT16"] = (0, ushort.MaxValue),
        ["UINT32"] = (0, uint.MaxValue),
        ["UINT64"] = (0, ulong.MaxValue),
        ["INT8"] = (sbyte.MinValue, sbyte.MaxValue),
        ["INT16"] = (short.MinValue, short.MaxValue),
        ["INT32"] = (int.MinValue, int.MaxValue),
        ["INT64"] = (long.MinValue, long.MaxValue),
    };

    private static readonly Dictionary<string, double> Greatest = new(StringComparer.Ordinal)
    {
        ["FP16"] = (double)Half.MaxValue,
        ["FP32"] = float.MaxValue,
        ["FP64"] = double.MaxValue,
    };

    /// <summary>Every type's name, as a refusal lists them.</summary>
    public static string Names { get; } = string.Join(", ", ["BOOL", .. Whole.Keys, .. Greatest.Keys, "BYTES"]);

    /// <summary>Whether there is such a type.</summary>
    public static bool Exists(string datatype) =>
        datatype is "BOOL" or "BYTES" || Whole.ContainsKey(datatype) || Greatest.ContainsKey(datatype);

    /// <summary>Whether a value is an element of the type; null is a missing cell of any.</summary>
    public static bool Takes(string datatype, JsonElement value) =>
        (datatype, value.ValueKind) switch
        {
            (_, JsonValueKind.Null) => true,
            ("BOOL", JsonValueKind.True or JsonValueKind.False) => true,
            ("BYTES", JsonValueKind.String) => true,
            (_, JsonValueKind.Number) => Whole.TryGetValue(datatype, out var bounds)
                ? Number(value) is { } number && number >= bounds.Least && number <= bounds.Greatest
                : Greatest.TryGetValue(datatype, out var greatest) && value.TryGetDouble(out var real) && Math.Abs(real) <= greatest,
            _ => false,
        };

    /// <summary>What elements of the type are.</summary>
    public static string Expected(string datatype) =>
        datatype switch
        {
            "BOOL" => "true or false",
            "BYTES" => "texts, in quotes also where they are numbers",
            _ when Whole.TryGetValue(datatype, out var bounds) => string.Create(
                CultureInfo.InvariantCulture,
                $"whole numbers from {bounds.Least} to {bounds.Greatest}"
            ),
            _ => string.Create(CultureInfo.InvariantCulture, $"numbers from {-Greatest[datatype]:G5} to {Greatest[datatype]:G5}"),
        };

    /// <summary>A whole number, also one that is written with a point, as far as such a writing is exact.</summary>
    private static Int128? Number(JsonElement value) =>
        value.TryGetInt64(out var signed) ? signed
        : value.TryGetUInt64(out var unsigned) ? unsigned
        : value.TryGetDouble(out var real) && Math.Floor(real) == real && Math.Abs(real) < 1L << 53 ? (Int128)real
        : null;
}
