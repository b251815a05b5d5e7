using System.Globalization;
using System.Text;

namespace MLOpsFunctions.Browser.Tests;

/// <summary>Small tables, each the same at every run.</summary>
internal static class Tables
{
    /// <summary>What strangers write where a name, a note or a cell belongs.</summary>
    public const string Markup = "<img src=x onerror=document.title='owned'>";

    /// <summary>Loans, of which some are not paid back: four columns decide, and one of them is a text.</summary>
    public static string Loans(int rows, int seed, double shift = 0)
    {
        var (random, csv) = (new Random(seed), new StringBuilder("loan,region,income,age,amount,defaulted\n"));
        for (var i = 0; i < rows; i++)
        {
            var region = (string[])["north", "south", "east", "west"] is var all ? all[random.Next(all.Length)] : "";
            var (income, age, amount) = (20 + (60 * random.NextDouble()) + shift, random.Next(18, 80), 1 + (random.NextDouble() * 40));
            var risk = (amount / income * 4) - 1.2 + (region == "south" ? 0.8 : 0) + (age < 25 ? 0.6 : 0) + random.NextDouble();
            csv.Append(
                CultureInfo.InvariantCulture,
                $"L{seed}-{i:0000},{region},{income:0.0},{age},{amount:0.00},{(risk > 1 ? "yes" : "no")}\n"
            );
        }

        return csv.ToString();
    }

    /// <summary>Prices of houses by their size and age, with some cells that are no numbers.</summary>
    public static string Houses(int rows, int seed)
    {
        var (random, csv) = (new Random(seed), new StringBuilder("size,age,garden,price\n"));
        for (var i = 0; i < rows; i++)
        {
            var (size, age, garden) = (40 + random.Next(160), random.Next(90), random.Next(2));
            var price = (size * 2.5) - (age * 1.2) + (garden * 40) + (random.NextDouble() * 30);
            var cell = i % 97 == 5 ? "unknown" : size.ToString(CultureInfo.InvariantCulture);
            csv.Append(CultureInfo.InvariantCulture, $"{cell},{age},{(garden == 1 ? "yes" : "no")},{price:0.0}\n");
        }

        return csv.ToString();
    }

    /// <summary>A table whose names and cells are markup.</summary>
    public static string Hostile(int rows, int seed)
    {
        var (random, csv) = (new Random(seed), new StringBuilder($"\"{Markup}\",\"</script><script>{Markup}\",size,label\n"));
        for (var i = 0; i < rows; i++)
        {
            var (kind, size) = (random.Next(3), random.Next(100));
            csv.Append(
                CultureInfo.InvariantCulture,
                $"\"{Markup}{kind}\",'\"/><svg/onload=document.title=1>,{size},\"{(size + (kind * 20) > 60 ? Markup : "no")}\"\n"
            );
        }

        return csv.ToString();
    }
}
