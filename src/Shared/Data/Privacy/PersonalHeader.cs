using System.Text.RegularExpressions;

namespace MLOpsFunctions.Data.Privacy;

/// <summary>What the name of a column says of people: only beside values that fit is it believed.</summary>
internal static partial class PersonalHeader
{
    private static readonly string[] Phones =
    [
        "phone",
        "tel",
        "telephone",
        "telefon",
        "telefono",
        "mobile",
        "handy",
        "fax",
        "cell",
        "cellphone",
    ];
    private static readonly string[] PartsOfNames = ["first", "last", "middle", "full", "given", "family", "maiden"];
    private static readonly string[] People =
    [
        "customer",
        "client",
        "patient",
        "contact",
        "person",
        "employee",
        "student",
        "user",
        "passenger",
    ];

    private static readonly string[] Names =
    [
        "firstname",
        "lastname",
        "fullname",
        "surname",
        "forename",
        "username",
        "vorname",
        "nachname",
        "familienname",
        "prenom",
        "apellido",
        "apellidos",
        "cognome",
        "sobrenome",
    ];

    private static readonly string[] Addresses =
    [
        "address",
        "street",
        "adresse",
        "strasse",
        "straße",
        "anschrift",
        "direccion",
        "indirizzo",
        "endereco",
    ];
    private static readonly string[] Ids =
    [
        "ssn",
        "nino",
        "dni",
        "nif",
        "cpf",
        "bsn",
        "nir",
        "pesel",
        "socialsecurity",
        "nationalid",
        "nationalinsurance",
        "personnummer",
        "codicefiscale",
        "steuerid",
        "passport",
        "aadhaar",
    ];
    private static readonly string[] Births = ["dob", "birthdate", "birthday", "geburtsdatum", "geburtstag", "birthdate", "dateofbirth"];

    /// <summary>What a column is called after; null: nothing of people.</summary>
    public static PersonalKind? KindOf(string column)
    {
        string[] words = [.. Words().Matches(column).Select(word => word.Value.ToLowerInvariant())];
        bool Has(IEnumerable<string> any) => words.Intersect(any).Any();
        var joined = string.Concat(words);
        return Array.Exists(Ids, id => id.Length > 4 ? joined.Contains(id, StringComparison.Ordinal) : Has([id])) ? PersonalKind.NationalId
            : Has(Phones) && !Has(["count", "plan", "type", "model", "brand", "service"]) ? PersonalKind.Phone
            : Has(Names) || (Has(["name"]) && (words.Length == 1 || Has(PartsOfNames) || Has(People))) ? PersonalKind.Name
            : Has(Births) || (Has(["birth"]) && Has(["date", "day"])) ? PersonalKind.Birth
            : Has(Addresses) && !Has(["ip", "mac", "email", "mail", "web", "type", "memory"]) ? PersonalKind.Address
            : null;
    }

    [GeneratedRegex(@"\p{Lu}?\p{Ll}+|\p{Lu}+(?!\p{Ll})", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Words();
}
