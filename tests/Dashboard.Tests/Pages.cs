using Bunit;
using Microsoft.AspNetCore.Components;
using MLOpsFunctions.Api;
using MLOpsFunctions.Dashboard.Layout;

namespace MLOpsFunctions.Dashboard.Tests;

/// <summary>Renders components as pages do, with a frame around them.</summary>
internal static class Pages
{
    public static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    public static IRenderedComponent<T> Show<T>(
        this BunitContext context,
        AccessLevel level,
        Action<ComponentParameterCollectionBuilder<T>> parameters
    )
        where T : IComponent =>
        context.Render<T>(builder =>
        {
            builder.AddCascadingValue(new PageFrame("Page", Section.None, null, level, Now, () => "token"));
            parameters(builder);
        });
}
