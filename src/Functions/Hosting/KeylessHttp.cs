using System.Text.Json.Nodes;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;

namespace MLOpsFunctions.Functions.Hosting;

/// <summary>
/// Tells the host to ask for no key, for apps whose callers Entra signs in: App Service authentication stands in front and
/// <see cref="RoleAccess"/> behind.
/// Without this an administrator would need the master key beside the role.
/// </summary>
internal sealed class KeylessHttp : IFunctionMetadataTransformer
{
    /// <inheritdoc/>
    public string Name => nameof(KeylessHttp);

    /// <inheritdoc/>
    public void Transform(IList<IFunctionMetadata> original)
    {
        foreach (var bindings in original.Select(function => function.RawBindings).OfType<IList<string>>())
        {
            for (var i = 0; i < bindings.Count; i++)
            {
                bindings[i] = WithoutKey(bindings[i]);
            }
        }
    }

    private static string WithoutKey(string binding)
    {
        var json = JsonNode.Parse(binding)!.AsObject();
        if ((string?)json["type"] == "httpTrigger")
        {
            json["authLevel"] = "Anonymous";
        }

        return json.ToJsonString();
    }
}
