using System.Text;

namespace MLOpsFunctions.Data.Reading;

/// <summary>
/// The distinct texts of a whole file. Each thread has codes of its own; the file's are in order of first appearance
/// among the rows that are kept, so that they depend on nothing but the file. Blocks come in the file's order, one at a
/// time.
/// </summary>
internal sealed class FileLevels(int slots)
{
    private readonly TextLevels[] _levels = [.. Enumerable.Range(0, slots).Select(_ => new TextLevels())];

    /// <summary>What the texts take, as <see cref="TextLevels.Bytes"/> counts it.</summary>
    public long Bytes { get; private set; }

    /// <summary>Gives a block's cells the file's codes.</summary>
    public void Recode(ParsedBlock cells)
    {
        Bytes = 0;
        for (var slot = 0; slot < slots; slot++)
        {
            var (own, texts) = cells.Levels[slot];
            var map = FileCodes(own, texts.Length);
            foreach (ref var code in cells.CodeSlot(slot)[..cells.Rows])
            {
                code =
                    code < 0 ? -1
                    : map[code] >= 0 ? map[code]
                    : map[code] = _levels[slot].Code(texts[code]);
            }

            Bytes += _levels[slot].Bytes;
        }

        cells.Levels = [];
    }

    /// <summary>The texts of a column by code.</summary>
    public string[] Texts(int slot) => [.. _levels[slot].Texts.Take(_levels[slot].Count).Select(Encoding.UTF8.GetString)];

    private static int[] FileCodes(TextLevels own, int count)
    {
        var known = own.FileCodes.Length;
        if (known < count)
        {
            var codes = own.FileCodes;
            Array.Resize(ref codes, count);
            codes.AsSpan(known).Fill(-1);
            own.FileCodes = codes;
        }

        return own.FileCodes;
    }
}
