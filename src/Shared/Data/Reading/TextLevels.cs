using System.Text.Unicode;

namespace MLOpsFunctions.Data.Reading;

/// <summary>
/// The distinct texts of one column, each kept once, by code: of a stretch of the file that one thread reads, or of the
/// whole.
/// </summary>
internal sealed class TextLevels
{
    /// <summary>What a text takes in memory besides its bytes.</summary>
    private const int Overhead = 64;

    private readonly Dictionary<byte[], int> _codes = new(Utf8Comparer.Instance);

    public int Count => _codes.Count;

    /// <summary>The texts by code. They may be read while others are added: what was there stays.</summary>
    public byte[][] Texts { get; private set; } = new byte[4][];

    /// <summary>
    /// What the codes are among those of the whole file, -1 where they are not known; kept by <see cref="FileLevels"/>
    /// alone.
    /// </summary>
    public int[] FileCodes { get; set; } = [];

    /// <summary>Bytes of all texts, and 64 for each.</summary>
    public long Bytes { get; private set; }

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
        return fault is null ? Add(cell.ToArray()) : -1;
    }

    /// <summary>The code of a text that is known to be one; keeps these very bytes where it is new.</summary>
    public int Code(byte[] text) => _codes.TryGetValue(text, out var code) ? code : Add(text);

    /// <summary>What makes bytes no text.</summary>
    public static string? TextFault(ReadOnlySpan<byte> cell) =>
        !Utf8.IsValid(cell) ? RowFaults.NotUtf8
        : cell.Contains((byte)0) ? RowFaults.Nul
        : cell.IndexOf("\uFFFF"u8) >= 0 ? RowFaults.NotEncoded
        : null;

    private int Add(byte[] text)
    {
        if (Count == Texts.Length)
        {
            var more = new byte[2 * Count][];
            Texts.CopyTo(more, 0);
            Texts = more;
        }

        Texts[Count] = text;
        Bytes += text.Length + Overhead;
        _codes.Add(text, Count);
        return Count - 1;
    }

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
