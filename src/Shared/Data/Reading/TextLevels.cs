using System.Text.Unicode;

namespace MLOpsFunctions.Data.Reading;

/// <summary>The distinct texts that one thread has met in one column, each kept once, by code.</summary>
internal sealed class TextLevels
{
    private readonly Dictionary<byte[], int> _codes = new(Utf8Comparer.Instance);
    private readonly List<byte[]> _levels = [];

    public int Count => _levels.Count;

    public ReadOnlySpan<byte> this[int code] => _levels[code];

    /// <summary>The code of a text, or -1 and what is wrong with it.</summary>
    public int Code(ReadOnlySpan<byte> cell, out string? fault)
    {
        fault = null;
        var known = _codes.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (known.TryGetValue(cell, out var code))
        {
            return code;
        }

        fault = TextFault(cell);
        if (fault is not null)
        {
            return -1;
        }

        var level = cell.ToArray();
        _levels.Add(level);
        _codes.Add(level, _levels.Count - 1);
        return _levels.Count - 1;
    }

    /// <summary>What makes bytes no text.</summary>
    public static string? TextFault(ReadOnlySpan<byte> cell) => !Utf8.IsValid(cell) ? Faults.NotUtf8 : cell.Contains((byte)0) ? Faults.Nul : null;

    /// <summary>Compares UTF-8 texts without making strings of them.</summary>
    private sealed class Utf8Comparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly Utf8Comparer Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            // Seeded anew in each process, so that no file can be made to collide; no result depends on it.
            var hash = default(HashCode);
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
