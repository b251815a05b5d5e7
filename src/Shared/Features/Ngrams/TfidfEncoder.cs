using MLOpsFunctions.Data;
using MLOpsFunctions.Data.Text;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Features.Ngrams;

/// <summary>
/// Encodes prose. An n-gram that a text has tf times is (1 + ln tf) times its weight (sublinear term frequency and
/// inverse document frequency; Manning, Raghavan and Schütze, Introduction to Information Retrieval, 2008, equation
/// 6.13); the n-grams of one kind then have length <see cref="Norm"/> together, so that a long text does not count more
/// than a short one.
/// </summary>
internal static class TfidfEncoder
{
    /// <summary>
    /// The length of a text's n-grams together. Beside features with a deviation of 1 they are hundreds of small ones;
    /// with this length one penalty suits both. It is equivalent to a ninth of the penalty on n-grams of length 1.
    /// </summary>
    public const float Norm = 3;

    /// <summary>Texts that a thread encodes at a time.</summary>
    private const int Chunk = 512;

    /// <summary>The n-grams of each row; none if a text is missing.</summary>
    public static SparseBlock Encode(string source, TfidfPlan plan, TextColumn? column, int[]? rows, int count, int threads)
    {
        var place = new int[column?.Levels.Length ?? 0];
        Array.Fill(place, -1);
        var levels = new List<int>();
        var codes = new int[count];
        for (var i = 0; i < count; i++)
        {
            codes[i] = column is null ? -1 : column.Codes[rows?[i] ?? i];
            if (codes[i] >= 0 && place[codes[i]] < 0)
            {
                place[codes[i]] = levels.Count;
                levels.Add(codes[i]);
            }
        }

        // Each distinct text once, in the order of the rows; rows that repeat it copy it.
        var chunks = new (List<int> Ends, List<int> Features, List<float> Values)[(levels.Count + Chunk - 1) / Chunk];
        Parallel.For(
            0,
            chunks.Length,
            new() { MaxDegreeOfParallelism = Math.Max(1, threads) },
            chunk => chunks[chunk] = EncodeChunk(plan, column!.Levels, levels, chunk * Chunk)
        );
        var distinct = Join(source, plan.Width, levels.Count, chunks);
        return IsInOrder(codes, place, levels.Count) ? distinct : Spread(distinct, codes, place);
    }

    /// <summary>The logarithm of a text's length in characters, up to the part that is read.</summary>
    public static double Length(string text) => PortableMath.Log(1.0 + Tokenizer.LengthOf(text));

    private static (List<int> Ends, List<int> Features, List<float> Values) EncodeChunk(
        TfidfPlan plan,
        string[] texts,
        List<int> levels,
        int from
    )
    {
        var (reader, found) = (new NgramReader(), new List<int>());
        var (ends, features, values) = (new List<int>(Chunk), new List<int>(), new List<float>());
        for (var i = from; i < Math.Min(levels.Count, from + Chunk); i++)
        {
            reader.Read(texts[levels[i]]);
            var offset = 0;
            foreach (var table in plan.Tables)
            {
                Add(reader.Grams(table.Kind), table.Index(plan.Texts), found, offset, features, values);
                offset += table.Keys.Count;
            }

            ends.Add(features.Count);
        }

        return (ends, features, values);
    }

    private static void Add(ReadOnlySpan<uint> grams, NgramIndex index, List<int> found, int offset, List<int> features, List<float> values)
    {
        found.Clear();
        foreach (var gram in grams)
        {
            if (index.Find(gram) is >= 0 and var feature)
            {
                found.Add(feature);
            }
        }

        found.Sort();
        var (first, squares) = (values.Count, 0.0);
        for (int i = 0, next; i < found.Count; i = next)
        {
            next = i + 1;
            while (next < found.Count && found[next] == found[i])
            {
                next++;
            }

            var value = (float)((1 + PortableMath.Log(next - i)) * index.Weights[found[i]]);
            squares += (double)value * value;
            features.Add(offset + found[i]);
            values.Add(value);
        }

        var scale = Norm / Math.Sqrt(squares);
        for (var i = first; i < values.Count; i++)
        {
            values[i] = (float)(values[i] * scale);
        }
    }

    private static SparseBlock Join(string source, int width, int count, (List<int> Ends, List<int> Features, List<float> Values)[] chunks)
    {
        var entries = chunks.Sum(chunk => (long)chunk.Features.Count);
        var (starts, features, values) = (new int[count + 1], new int[checked((int)entries)], new float[entries]);
        for (int c = 0, row = 0, at = 0; c < chunks.Length; c++)
        {
            foreach (var end in chunks[c].Ends)
            {
                starts[++row] = at + end;
            }

            chunks[c].Features.CopyTo(features, at);
            chunks[c].Values.CopyTo(values, at);
            at += chunks[c].Features.Count;
            chunks[c] = default;
        }

        return new(source, width, starts, features, values);
    }

    private static bool IsInOrder(int[] codes, int[] place, int levels)
    {
        for (var i = 0; i < codes.Length; i++)
        {
            if (codes[i] < 0 || place[codes[i]] != i)
            {
                return false;
            }
        }

        return codes.Length == levels;
    }

    /// <summary>One row for each cell: its text's, or an empty one.</summary>
    private static SparseBlock Spread(SparseBlock distinct, int[] codes, int[] place)
    {
        int[] starts = [.. distinct.Starts, distinct.Starts[^1]];
        return new SparseBlock(distinct.Source, distinct.Width, starts, distinct.Features, distinct.Values).Take(
            Array.ConvertAll(codes, code => code < 0 ? distinct.RowCount : place[code])
        );
    }
}
