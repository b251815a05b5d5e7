using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace MLOpsFunctions.Dashboard.Hosting;

/// <summary>The style sheet, the script and the icon, which the assembly carries.</summary>
internal static class StaticAssets
{
    private static readonly Dictionary<string, (string Type, byte[] Content, string Version)> Files = ((string, string)[])
        [("dashboard.css", "text/css; charset=utf-8"), ("dashboard.js", "text/javascript; charset=utf-8"), ("icon.svg", "image/svg+xml")]
        is var files
        ? files.ToDictionary(file => file.Item1, file => Load(file.Item1, file.Item2), StringComparer.Ordinal)
        : [];

    /// <summary>The address of a file; it changes with the file, so that browsers may keep it for ever.</summary>
    public static string Link(string file) => $"/assets/{file}?v={Files[file].Version}";

    /// <summary>Answers with a file.</summary>
    /// <exception cref="ProblemException">There is none of this name.</exception>
    public static async Task SendAsync(PageRequest page)
    {
        var name = page.Route("file");
        if (!Files.TryGetValue(name, out var file))
        {
            throw new ProblemException(new("There is no such file", PlainText.Name(name), Status: StatusCodes.Status404NotFound));
        }

        var response = page.Context.Response;
        response.ContentType = file.Type;
        response.Headers.CacheControl =
            page.Context.Request.Query["v"] == file.Version ? "public, max-age=31536000, immutable" : "no-cache";
        await response.Body.WriteAsync(file.Content, page.Stop);
    }

    private static (string Type, byte[] Content, string Version) Load(string name, string type)
    {
        using var stream = typeof(StaticAssets).Assembly.GetManifestResourceStream(name)!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        var content = copy.ToArray();
        return (type, content, Convert.ToHexStringLower(SHA256.HashData(content))[..12]);
    }
}
