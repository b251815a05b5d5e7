using MLOpsFunctions.Data;
using MLOpsFunctions.Data.Profiling;
using MLOpsFunctions.Data.Text;

namespace MLOpsFunctions.Monitoring;

/// <summary>The bins of prose: those of the lengths of texts; and how many texts have each word of the profile's sketch.</summary>
internal sealed class ProseBins : NumberBins
{
    private readonly VocabularySketch? _sketch;
    private readonly TextWords? _words;
    private readonly long[] _texts;
    private long _unusual;
    private long _counted;

    public ProseBins(ColumnProfile profile, int rows)
        : base(profile, rows)
    {
        _sketch = profile.Words;
        _words = _sketch is null ? null : new(_sketch.Words);
        _texts = new long[_sketch?.Words.Count ?? 0];
    }

    public override ColumnSample Sample() => base.Sample() with { Kind = ColumnKind.Prose, Words = Words() };

    protected override void Count(DataColumn current)
    {
        if (current is not TextColumn texts)
        {
            CountMissing(current.Length);
            return;
        }

        var rows = new int[texts.Levels.Length];
        foreach (var code in texts.Codes)
        {
            if (code >= 0)
            {
                rows[code]++;
            }
        }

        var lengths = Array.ConvertAll(texts.Levels, text => (double)Tokenizer.LengthOf(text));
        Count(Array.ConvertAll(texts.Codes, code => code < 0 ? double.NaN : lengths[code]));
        for (var code = 0; code < rows.Length && _words is not null; code++)
        {
            if (rows[code] > 0)
            {
                Count(_words, texts.Levels[code], rows[code]);
            }
        }
    }

    private void Count(TextWords words, string text, int rows)
    {
        _counted += rows;
        _unusual += words.Read(text) > _sketch!.UsualUnknown ? rows : 0;
        foreach (var word in words.Known)
        {
            _texts[word] += rows;
        }
    }

    /// <summary>For unknown words and for each known one: texts that have it, and those that do not, then and now.</summary>
    private BinCounts[]? Words() =>
        _sketch is null || _counted == 0
            ? null
            : [Texts(_sketch.Unusual, _unusual), .. _sketch.Counts.Zip(_texts, (then, now) => Texts(then, now))];

    private BinCounts Texts(int then, long now) => new([then, _sketch!.Texts - then], [now, _counted - now]);
}
