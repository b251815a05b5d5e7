namespace MLOpsFunctions.Data.Reading;

/// <summary>What the cells of a column prove about the marks in its numbers. Every count is of cells.</summary>
internal sealed class NumberEvidence
{
    private const char Blank = ' ';

    /// <summary>Cells whose point can only be the decimal mark.</summary>
    public long Points { get; private set; }

    /// <summary>Cells whose comma can only be the decimal mark.</summary>
    public long Commas { get; private set; }

    /// <summary>Cells whose points can only stand between thousands.</summary>
    public long PointGroups { get; private set; }

    /// <summary>Cells whose commas can only stand between thousands.</summary>
    public long CommaGroups { get; private set; }

    /// <summary>Cells such as 1.234, whose point may be either.</summary>
    public long DoubtfulPoints { get; private set; }

    /// <summary>Cells such as 1,234, whose comma may be either.</summary>
    public long DoubtfulCommas { get; private set; }

    /// <summary>Whether a blank stands between thousands: in 1 234 567 and 1 234,5 it can mean nothing else.</summary>
    public bool BlankGroups { get; private set; }

    /// <summary>Whether an apostrophe stands between thousands.</summary>
    public bool Apostrophes { get; private set; }

    /// <summary>How negatives without a leading minus are written: the first way found; NUL if there are none.</summary>
    public char Negative { get; private set; }

    /// <summary>Cells that are written in another way than that.</summary>
    public long Others { get; private set; }

    /// <summary>Cells by currency sign or code or %, and by the empty text for neither.</summary>
    public Dictionary<string, long> Units { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether no cell proves what a point or a comma means.</summary>
    public bool ProvesNoMark => Points == 0 && Commas == 0 && PointGroups == 0 && CommaGroups == 0;

    /// <summary>Cells that prove this decimal mark, by having it or by having the other one between thousands.</summary>
    public long For(char mark) => mark == ',' ? Commas + PointGroups : Points + CommaGroups;

    /// <summary>The evidence of these texts, each with the number of its cells.</summary>
    public static NumberEvidence Of(IEnumerable<(string Text, long Cells)> texts)
    {
        var evidence = new NumberEvidence();
        foreach (var (text, cells) in texts)
        {
            if (NumberLiteral.Read(text) is { } number)
            {
                evidence.Add(number, cells);
            }
        }

        return evidence;
    }

    private void Add(NumberLiteral number, long cells)
    {
        var (point, comma) = (number.Proves('.'), number.Proves(','));
        var (points, commas) = (number.ProvesThousands('.'), number.ProvesThousands(','));
        Points += point ? cells : 0;
        Commas += comma ? cells : 0;
        PointGroups += points ? cells : 0;
        CommaGroups += commas ? cells : 0;
        DoubtfulPoints += number.IsDoubtful('.') ? cells : 0;
        DoubtfulCommas += number.IsDoubtful(',') ? cells : 0;
        BlankGroups |= number.ProvesThousands(Blank);
        Apostrophes |= number.Body.AsSpan().ContainsAny('\'', '\u2019');
        Negative = Negative == '\0' ? number.Negative : Negative;
        Others += number.Negative == '\0' ? cells : 0;
        Units[number.Unit] = Units.GetValueOrDefault(number.Unit) + cells;
    }
}
