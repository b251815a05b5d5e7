using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using MLOpsFunctions.Api;

namespace MLOpsFunctions.Dashboard.Forms;

/// <summary>The fields of a form that was sent. A field without text counts as left out.</summary>
public sealed class FormFields
{
    private const string FormType = "application/x-www-form-urlencoded";

    private readonly Dictionary<string, StringValues> _fields;

    private FormFields(Dictionary<string, StringValues> fields) => _fields = fields;

    /// <summary>The name that the person gave.</summary>
    public string? By => Find("by");

    /// <summary>The reason that the person gave.</summary>
    public string? Reason => Find("reason");

    /// <summary>Reads the body of a request, and checks that the form comes from a page of this site.</summary>
    /// <param name="page">The request.</param>
    /// <param name="bound">The most bytes that a form of this kind has.</param>
    /// <returns>The fields, and the form's number.</returns>
    /// <exception cref="ProblemException">It is too large, or comes from elsewhere.</exception>
    public static async Task<(FormFields Fields, string Number)> ReadAsync(PageRequest page, int bound)
    {
        FormOrigin.Check(page.Context);
        var type = page.Context.Request.ContentType ?? "";
        if (!type.StartsWith(FormType, StringComparison.OrdinalIgnoreCase))
        {
            throw new ProblemException(
                new("The body is not a form", $"'{PlainText.Name(type)}'", FormType, Status: StatusCodes.Status415UnsupportedMediaType)
            );
        }

        var body = await RequestBody.ReadBytesAsync(page.Context, bound);
        var fields = new FormFields(QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body.Span)));
        return (fields, page.Forms.Check(page.Context, fields.Find(FormTokens.Field)));
    }

    /// <summary>A field; null: it was left out.</summary>
    public string? Find(string name) =>
        _fields.TryGetValue(name, out var values) && values.ToString().Trim() is { Length: > 0 } text ? text : null;

    /// <summary>A field that may not be left out.</summary>
    /// <exception cref="ProblemException">It was.</exception>
    public string Required(string name, string expected) =>
        Find(name) ?? throw new ProblemException(new($"'{name}' is missing", Expected: expected, Where: $"field {name}"));

    /// <summary>A whole number; null: it was left out.</summary>
    /// <exception cref="ProblemException">It is none.</exception>
    public int? Number(string name) =>
        Find(name) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new ProblemException(new("A field is not a whole number", $"'{PlainText.Name(text)}'", "1, 2, 3, ...", $"field {name}"));
}
