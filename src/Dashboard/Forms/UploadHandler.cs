using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using MLOpsFunctions.Api;
using MLOpsFunctions.Dashboard.Layout;
using MLOpsFunctions.Dashboard.Pages.Home;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Dashboard.Forms;

/// <summary>Takes a file from a form, part by part: the small fields come first, and the file is passed on as it arrives.</summary>
internal static class UploadHandler
{
    private const int FieldBytes = 4 * 1024,
        Fields = 10;

    /// <summary><c>POST /upload</c></summary>
    public static async Task PostAsync(PageRequest page)
    {
        try
        {
            page.SeeOther($"{Links.Run(await TakeAsync(page))}?done=upload");
        }
        catch (ProblemException refused)
        {
            await HomePages.ShowAsync(page with { Refusal = refused.Problem });
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException && !page.Stop.IsCancellationRequested)
        {
            await HomePages.ShowAsync(page with { Refusal = NoForm(fault.Message) });
        }
    }

    private static async Task<string> TakeAsync(PageRequest page)
    {
        FormOrigin.Check(page.Context);
        var (reader, fields) = (ReaderOf(page.Context.Request), new Dictionary<string, string>(StringComparer.Ordinal));
        while (await reader.ReadNextSectionAsync(page.Stop) is { } section && fields.Count < Fields)
        {
            if (section.GetContentDispositionHeader() is not { } header)
            {
                continue;
            }

            var name = HeaderUtilities.RemoveQuotes(header.Name).ToString();
            if (name == "file")
            {
                page.Forms.Check(page.Context, fields.GetValueOrDefault(FormTokens.Field));
                return await PassOnAsync(page, section.Body, fields, FileNameOf(header));
            }

            fields[name] = await TextAsync(section.Body, name, page.Stop);
        }

        throw new ProblemException(NoForm("no file"));
    }

    private static async Task<string> PassOnAsync(PageRequest page, Stream file, Dictionary<string, string> fields, string name)
    {
        var model = fields.GetValueOrDefault("model", "").Trim();
        ModelNames.Check(model);
        if (name.Length == 0)
        {
            throw new ProblemException(new("No file was chosen", Try: "choose a file, such as a CSV with a header"));
        }

        var query =
            fields.GetValueOrDefault("label") is { } label && !string.IsNullOrWhiteSpace(label)
                ? QueryString.Create("label", label.Trim())
                : QueryString.Empty;
        var answer = await ApiCall.SendAsync(
            page,
            "put-data",
            file,
            request =>
            {
                request.RouteValues["model"] = model;
                request.RouteValues["file"] = name;
                request.QueryString = query;
            }
        );
        return answer.Refusal is { } refusal ? throw new ProblemException(refusal) : answer.Run!;
    }

    private static MultipartReader ReaderOf(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
        && HeaderUtilities.RemoveQuotes(type.Boundary).ToString() is { Length: > 0 and <= 100 } boundary
            ? new(boundary, request.Body)
            : throw new ProblemException(NoForm($"'{PlainText.Name(request.ContentType)}'"));

    /// <summary>Some browsers send the path of the file; only its last part names it.</summary>
    private static string FileNameOf(ContentDispositionHeaderValue header)
    {
        var name = header.FileNameStar.HasValue ? header.FileNameStar : HeaderUtilities.RemoveQuotes(header.FileName);
        return name.ToString() is var path ? path[(path.LastIndexOfAny(['/', '\\']) + 1)..] : "";
    }

    private static async Task<string> TextAsync(Stream part, string name, CancellationToken stop)
    {
        var (bytes, length) = (new byte[FieldBytes + 1], 0);
        for (int read; length < bytes.Length && (read = await part.ReadAsync(bytes.AsMemory(length), stop)) > 0; length += read) { }
        return length <= FieldBytes
            ? System.Text.Encoding.UTF8.GetString(bytes, 0, length)
            : throw new ProblemException(ApiProblems.TooLarge($"the field {PlainText.Name(name)}", FieldBytes));
    }

    private static Problem NoForm(string found) =>
        new("The form is incomplete", found, "a model name and a file", Try: "choose a file and send the form again");
}
