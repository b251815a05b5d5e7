using Spectre.Console;
using Spectre.Console.Rendering;

namespace MLOpsFunctions.Local.Commands;

/// <summary>
/// Escapes everything that is drawn on a terminal (<see cref="PlainText"/>). It keeps line breaks, because they are
/// layout. Text from outside that must stay on one line is escaped earlier.
/// </summary>
internal sealed class PlainTextHook : IRenderHook
{
    /// <inheritdoc/>
    public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables) =>
        renderables.Select(drawn => new Escaped(drawn));

    private sealed class Escaped(IRenderable drawn) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => drawn.Measure(options, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
            drawn
                .Render(options, maxWidth)
                .Select(segment =>
                    segment.IsControlCode || segment.IsLineBreak || !PlainText.IsUnsafe(segment.Text)
                        ? segment
                        : new Segment(PlainText.EscapeLines(segment.Text), segment.Style)
                );
    }
}
