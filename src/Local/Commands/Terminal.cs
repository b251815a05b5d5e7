using System.Globalization;
using System.Text.Json;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Storage;
using Spectre.Console;

namespace MLOpsFunctions.Local.Commands;

/// <summary>
/// Speaks to a person, or to a program: with <c>--json</c>, standard output holds one JSON document and all else goes
/// to standard error.
/// </summary>
internal sealed class Terminal
{
    private readonly bool _json;
    private readonly IAnsiConsole _console;
    private FlowProgress? _last;

    private readonly CommandHints _hints;

    public Terminal(bool json, CommandHints? hints = null)
    {
        _json = json;
        _hints = hints ?? CommandHints.None;
        _console = Create(json ? Console.Error : Console.Out, json ? Console.IsErrorRedirected : Console.IsOutputRedirected);
    }

    public bool Json => _json;

    /// <summary>Prints a document: as JSON where that was asked for, else by <paramref name="human"/>.</summary>
    public void Show<T>(T document, Action<IAnsiConsole> human)
    {
        if (_json)
        {
            Console.Out.WriteLine(PlainText.EscapeLines(JsonSerializer.Serialize(document, OutsideJson.AnswerIndented)));
        }
        else
        {
            human(_console);
        }
    }

    /// <summary>Draws for a person, whatever was asked for on standard output.</summary>
    public void Draw(Action<IAnsiConsole> human) => human(_console);

    /// <summary>A text whose commands name the workspace.</summary>
    public string Hint(string text) => _hints.Complete(text);

    /// <summary>A line for a person.</summary>
    public void Say(string text) => _console.WriteLine(PlainText.Escape(Hint(text)));

    /// <summary>A line with Spectre's markup.</summary>
    public void SayMarkup(string markup) => _console.MarkupLine(markup);

    /// <summary>An aside.</summary>
    public void Note(string text) => _console.MarkupLine($"[grey]{Markup.Escape(PlainText.Escape(Hint(text)))}[/]");

    /// <summary>Whether standard output goes to a file or a program rather than to a person.</summary>
    public bool IsPiped => Console.IsOutputRedirected;

    /// <summary>An aside beside data: on standard error, so that a pipe gets nothing but the data.</summary>
    public void Aside(string text) =>
        Create(Console.Error, Console.IsErrorRedirected).MarkupLine($"[grey]{Markup.Escape(PlainText.Escape(Hint(text)))}[/]");

    /// <summary>Tells how far a run is, when that has changed.</summary>
    public void Progress(FlowProgress progress)
    {
        if (progress != _last)
        {
            _last = progress;
            var share = progress.Fraction.ToString("P0", CultureInfo.InvariantCulture).Replace(" ", "", StringComparison.Ordinal);
            _console.MarkupLine(
                $"[blue]{Markup.Escape(progress.Stage), -9}[/] {share, 4}  {Markup.Escape(PlainText.Escape(progress.Message))}"
            );
        }
    }

    /// <summary>Shows a problem that the caller can solve.</summary>
    public void Refuse(Problem problem)
    {
        problem = problem.Try is null ? problem : problem with { Try = Hint(problem.Try) };
        if (_json)
        {
            Console.Out.WriteLine(PlainText.EscapeLines(JsonSerializer.Serialize(new { problem }, MLOpsFunctions.Json.Indented)));
        }

        var error = Create(Console.Error, Console.IsErrorRedirected);
        error.MarkupLine($"[red]{Markup.Escape(PlainText.Escape(problem.Title.TrimEnd('.')))}.[/]");
        foreach (
            var (name, text) in new[]
            {
                ("found", problem.Found),
                ("expected", problem.Expected),
                ("where", problem.Where),
                ("try", problem.Try),
            }
        )
        {
            if (text is not null)
            {
                error.WriteLine($"  {name, -9} {PlainText.Escape(text)}");
            }
        }
    }

    /// <summary>Colours are for terminals: a log or a pipe gets plain text, in lines that are not wrapped.</summary>
    private static IAnsiConsole Create(TextWriter writer, bool redirected)
    {
        var console = AnsiConsole.Create(
            new() { Out = new AnsiConsoleOutput(writer), Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect }
        );
        console.Profile.Width = redirected ? 10_000 : console.Profile.Width;
        console.Pipeline.Attach(new PlainTextHook());
        return console;
    }

    /// <summary>Says what broke.</summary>
    public void Fail(Exception fault) =>
        Refuse(
            fault switch
            {
                // SQLITE_CORRUPT, in the midst of a file that could be opened; the tables tell of theirs themselves.
                Microsoft.Data.Sqlite.SqliteException { SqliteErrorCode: 11 } => new(
                    "The history of the workspace's runs is damaged",
                    fault.Message,
                    "what mlops wrote",
                    "engine.db",
                    "restore it from a copy, or move it and the files named like it away: data, models and what serves are not in it",
                    500
                ),
                _ => UnwritableStorage.Of(fault)
                    ?? StorageDamage.Of(fault)
                    ?? new("Something broke", $"{fault.GetType().Name}: {fault.Message}", Status: 500),
            }
        );
}
