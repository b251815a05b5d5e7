using System.Text.RegularExpressions;

namespace MLOpsFunctions.Data.Schema;

/// <summary>
/// Tells by their names columns of digits that name things rather than measure them: ids, postal codes, article and telephone numbers.
/// </summary>
internal static partial class IdentifierNames
{
    /// <summary>Last words of such names, with the fewest digits that such a thing has.</summary>
    private static readonly Dictionary<string, int> Words = new (int Digits, string[] Names)[]
    {
        (1, ["id", "ids", "uid", "guid", "uuid", "sku"]),
        (3, ["zip", "zipcode", "postcode", "postalcode"]),
        (4, ["plz", "postleitzahl", "fips"]),
        (6, ["phone", "telephone", "tel", "telefon", "mobile", "cellphone", "fax", "msisdn", "ssn"]),
        (8, ["ean", "ean8", "ean13", "gtin", "upc", "isbn", "barcode"]),
        (9, ["siret", "siren"]),
        (10, ["iban"]),
        (14, ["imei"]),
    }
        .SelectMany(kind => kind.Names.Select(name => (name, kind.Digits)))
        .ToDictionary(kind => kind.name, kind => kind.Digits, StringComparer.OrdinalIgnoreCase);

    /// <summary>Words that say so only behind one of <see cref="Things"/>: a postal code does, a number of rooms does not.</summary>
    private static readonly HashSet<string> Numberings = new(
        ["code", "number", "no", "nr", "num", "key"],
        StringComparer.OrdinalIgnoreCase
    );

    private static readonly HashSet<string> Things = new(
        [
            "postal",
            "post",
            "zip",
            "area",
            "phone",
            "telephone",
            "mobile",
            "fax",
            "account",
            "customer",
            "client",
            "user",
            "member",
            "card",
            "article",
            "item",
            "product",
            "serial",
            "invoice",
            "order",
            "store",
            "shop",
            "device",
            "vehicle",
            "patient",
            "employee",
            "contract",
            "policy",
            "tax",
            "passport",
            "ticket",
            "tracking",
        ],
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>
    /// The fewest digits that the cells of a column of this name have if they name things; null where the name does not say so.
    /// </summary>
    public static int? LeastDigits(string name)
    {
        var words = WordsOf(name);
        return words.Count == 0 ? null
            : Words.TryGetValue(words[^1], out var digits) ? digits
            : words.Count > 1 && Numberings.Contains(words[^1]) && Things.Contains(words[^2]) ? 1
            : words.Count > 1 && words[0].Equals("id", StringComparison.OrdinalIgnoreCase) ? 1
            : null;
    }

    /// <summary>The words of a name.</summary>
    public static IReadOnlyList<string> WordsOf(string name) => [.. Word().Matches(name).Select(match => match.Value)];

    /// <summary>Words within a name: <c>customer_id</c>, <c>CustomerID</c> and <c>customerId</c> have two.</summary>
    [GeneratedRegex(@"\p{Lu}+(?=\p{Lu}\p{Ll})|\p{Lu}?\p{Ll}+\d*|\p{Lu}+\d*|\d+")]
    private static partial Regex Word();
}
