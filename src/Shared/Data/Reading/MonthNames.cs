using System.Collections.Frozen;

namespace MLOpsFunctions.Data.Reading;

/// <summary>
/// The names of months in English, German, French, Spanish, Italian, Portuguese and Dutch, and how they are cut short. No name means two
/// months.
/// </summary>
internal static class MonthNames
{
    /// <summary>UTF-8 bytes of the longest name.</summary>
    public const int Longest = 12;

    private static readonly FrozenDictionary<string, int> Numbers = new[]
    {
        "jan january januar jänner jän janvier janv enero ene gennaio gen janeiro januari",
        "feb february februar feber février fevrier févr fevr fév febrero febbraio fevereiro fev februari",
        "mar march märz maerz mär mrz mars marzo março marco maart mrt",
        "apr april avril avr abril abr aprile",
        "may mai mayo maggio mag maio mei",
        "jun june juni juin junio giugno giu junho",
        "jul july juli juillet juil julio luglio lug julho",
        "aug august août aout agosto ago augustus",
        "sep sept september septembre septiembre setiembre settembre setembro",
        "oct october oktober okt octobre octubre ottobre ott outubro",
        "nov november novembre noviembre novembro",
        "dec december dezember dez décembre decembre déc diciembre dic dicembre dezembro",
    }
        .SelectMany((names, month) => names.Split(' ').Select(name => (name, month + 1)))
        .ToFrozenDictionary(entry => entry.name, entry => entry.Item2, StringComparer.OrdinalIgnoreCase);

    /// <summary>The month, 1 to 12, of a name in any case of letters; 0 where it names none.</summary>
    public static int NumberOf(string name) => Numbers.GetValueOrDefault(name);
}
