using Microsoft.AspNetCore.Http;

namespace MLOpsFunctions.Dashboard.Forms;

/// <summary>Refuses forms that a page of another site sends. Browsers say so; the token is asked of all of them anyway.</summary>
internal static class FormOrigin
{
    private const string Header = "Sec-Fetch-Site";

    /// <summary>Lets a form of this site pass.</summary>
    /// <exception cref="ProblemException">It is of another site: status 403.</exception>
    public static void Check(HttpContext context)
    {
        var site = context.Request.Headers[Header].ToString();
        if (site is not ("" or "same-origin" or "none"))
        {
            throw new ProblemException(
                new(
                    "The form was sent from a page of another site",
                    $"'{PlainText.Name(site)}'",
                    "a form of this site",
                    $"header {Header}",
                    "open the page here and send its form",
                    StatusCodes.Status403Forbidden
                )
            );
        }
    }
}
