using System.Globalization;
using Microsoft.AspNetCore.Http;
using MLOpsFunctions.Registry;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Api.Mlflow;

/// <summary>Registered models and their versions. The champion's stage is Production and the challenger's Staging.</summary>
internal static class MlflowRegistry
{
    private const string Champion = "champion",
        Challenger = "challenger";

    /// <summary><c>registered-models/search</c></summary>
    public static async Task<object> SearchModelsAsync(HttpContext context, ApiServices services, MlflowRequest request)
    {
        var models = new List<MlflowRegisteredModel>();
        await foreach (var model in services.Registry.ModelsAsync(context.RequestAborted))
        {
            models.Add(await DescribeAsync(context, services, model));
        }

        var (page, next) = MlflowSearch.Page(
            request,
            models,
            (model, key) =>
                key switch
                {
                    "name" => model.Name,
                    "creation_timestamp" => Number(model.CreationTimestamp),
                    "last_updated_timestamp" or "timestamp" => Number(model.LastUpdatedTimestamp),
                    _ => throw MlflowException.Invalid($"Registered models have no '{BlobNames.Printable(key)}'; expected name."),
                },
            fallback: 100
        );
        return new MlflowModels(page, next);
    }

    /// <summary><c>registered-models/get</c></summary>
    public static async Task<object> GetModelAsync(HttpContext context, ApiServices services, MlflowRequest request) =>
        new MlflowModelAnswer(await DescribeAsync(context, services, await ModelAsync(context, services, request)));

    /// <summary><c>registered-models/alias</c></summary>
    public static async Task<object> GetAliasAsync(HttpContext context, ApiServices services, MlflowRequest request)
    {
        var (model, alias) = (await ModelAsync(context, services, request), request.Get("alias"));
        var aliases = await services.Registry.AliasesAsync(model, context.RequestAborted);
        return
            Named(aliases).FirstOrDefault(named => named.Alias == alias) is { } found
            && await services.Registry.FindAsync(model, Int(found.Version), context.RequestAborted) is { } version
            ? new MlflowVersionAnswer(Version(context, version, aliases))
            : throw MlflowException.NotFound(
                $"Registered model alias '{BlobNames.Printable(alias)}' not found; expected champion or challenger."
            );
    }

    /// <summary><c>registered-models/get-latest-versions</c></summary>
    public static async Task<object> GetLatestAsync(HttpContext context, ApiServices services, MlflowRequest request)
    {
        var model = await DescribeAsync(context, services, await ModelAsync(context, services, request));
        var stages = request.List("stages");
        return new MlflowVersions([
            .. model.LatestVersions.Where(version =>
                stages.Count == 0 || stages.Contains(version.CurrentStage, StringComparer.OrdinalIgnoreCase)
            ),
        ]);
    }

    /// <summary><c>model-versions/search</c>: of each model the newest first.</summary>
    public static async Task<object> SearchVersionsAsync(HttpContext context, ApiServices services, MlflowRequest request)
    {
        var versions = new List<MlflowModelVersion>();
        await foreach (var model in services.Registry.ModelsAsync(context.RequestAborted))
        {
            versions.AddRange((await VersionsAsync(context, services, model)).Reverse());
        }

        var (page, next) = MlflowSearch.Page(
            request,
            versions,
            (version, key) =>
                key switch
                {
                    "name" => version.Name,
                    "version_number" or "version" => Number(version.Version),
                    "run_id" => version.RunId,
                    "source_path" or "source" => version.Source,
                    "creation_timestamp" => Number(version.CreationTimestamp),
                    "last_updated_timestamp" => Number(version.LastUpdatedTimestamp),
                    ['t', 'a', 'g', 's', '.', .. var name] => version.Tags.FirstOrDefault(tag => tag.Key == name)?.Value,
                    _ => throw MlflowException.Invalid(
                        $"Versions have no '{BlobNames.Printable(key)}'; expected name, run_id, version_number or tags.NAME."
                    ),
                },
            fallback: 10_000
        );
        return new MlflowVersions(page, next);
    }

    /// <summary><c>model-versions/get</c></summary>
    public static async Task<object> GetVersionAsync(HttpContext context, ApiServices services, MlflowRequest request) =>
        new MlflowVersionAnswer(await FindVersionAsync(context, services, request));

    /// <summary><c>model-versions/get-download-uri</c>: where the version is described; its bytes are not served.</summary>
    public static async Task<object> GetDownloadUriAsync(HttpContext context, ApiServices services, MlflowRequest request) =>
        new MlflowUri((await FindVersionAsync(context, services, request)).Source);

    private static async Task<MlflowModelVersion> FindVersionAsync(HttpContext context, ApiServices services, MlflowRequest request)
    {
        var (model, number) = (await ModelAsync(context, services, request), request.Get("version"));
        return
            int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var found)
            && await services.Registry.FindAsync(model, found, context.RequestAborted) is { } version
            ? Version(context, version, await services.Registry.AliasesAsync(model, context.RequestAborted))
            : throw MlflowException.NotFound($"Model Version (name={model}, version={BlobNames.Printable(number)}) not found");
    }

    private static async Task<string> ModelAsync(HttpContext context, ApiServices services, MlflowRequest request)
    {
        var name = request.Get("name");
        return ModelNames.IsValid(name) && await services.Registry.FindAsync(name, 1, context.RequestAborted) is not null
            ? name
            : throw MlflowException.NotFound($"Registered Model with name={BlobNames.Printable(name)} not found");
    }

    private static async Task<MlflowRegisteredModel> DescribeAsync(HttpContext context, ApiServices services, string model)
    {
        var versions = await VersionsAsync(context, services, model);
        return new(
            model,
            versions[0].CreationTimestamp,
            versions[^1].CreationTimestamp,
            (await services.Definitions.FindAsync(model, context.RequestAborted))?.Purpose ?? "",
            [.. versions.GroupBy(version => version.CurrentStage).Select(stage => stage.Last())],
            [],
            [.. Named(await services.Registry.AliasesAsync(model, context.RequestAborted))]
        );
    }

    /// <summary>Every version of a model, oldest first.</summary>
    private static async Task<IReadOnlyList<MlflowModelVersion>> VersionsAsync(HttpContext context, ApiServices services, string model)
    {
        var aliases = await services.Registry.AliasesAsync(model, context.RequestAborted);
        return await services
            .Registry.VersionsAsync(model, context.RequestAborted)
            .Select(version => Version(context, version, aliases))
            .ToListAsync(context.RequestAborted);
    }

    private static MlflowModelVersion Version(HttpContext context, ModelVersion version, ModelAliases aliases)
    {
        var number = version.Number.ToString(CultureInfo.InvariantCulture);
        return new(
            version.Model,
            number,
            MlflowRunView.Time(version.Created),
            MlflowRunView.Time(version.Created),
            version.By,
            aliases.Champion == version.Number ? "Production"
                : aliases.Challenger == version.Number ? "Staging"
                : "None",
            version.Verdict.Sentence,
            $"{context.Request.Scheme}://{context.Request.Host}/api/models/{version.Model}/versions/{number}",
            version.Run,
            "READY",
            [
                new("mlops.artifact", version.Artifact),
                new("mlops.dataset", version.Dataset),
                new("mlops.trainer", version.Trainer),
                new("mlops.blessed", version.Verdict.Blessed ? "true" : "false"),
            ],
            [.. Named(aliases).Where(alias => alias.Version == number).Select(alias => alias.Alias)]
        );
    }

    private static IEnumerable<MlflowAlias> Named(ModelAliases aliases)
    {
        foreach (var (alias, version) in new[] { (Champion, aliases.Champion), (Challenger, aliases.Challenger) })
        {
            if (version is { } number)
            {
                yield return new(alias, number.ToString(CultureInfo.InvariantCulture));
            }
        }
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static int Int(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
