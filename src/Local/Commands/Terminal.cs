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
    private bool _isLineOpen;

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
        EndProgress();
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
    public void Draw(Action<IAnsiConsole> human)
    {
        EndProgress();
        human(_console);
    }

    /// <summary>A text whose commands name the workspace.</summary>
    public string Hint(string text) => _hints.Complete(text);

    /// <summary>A line for a person.</summary>
    public void Say(string text)
    {
        EndProgress();
        _console.WriteLine(PlainText.Escape(Hint(text)));
    }

    /// <summary>A line with Spectre's markup.</summary>
    public void SayMarkup(string markup)
    {
        EndProgress();
        _console.MarkupLine(markup);
    }

    /// <summary>An aside.</summary>
    public void Note(string text) => SayMarkup($"[grey]{Markup.Escape(PlainText.Escape(Hint(text)))}[/]");

    /// <summary>Whether standard output goes to a file or a program rather than to a person.</summary>
    public bool IsPiped => Console.IsOutputRedirected;

    /// <summary>An aside beside data: on standard error, so that a pipe gets nothing but the data.</summary>
    public void Aside(string text) =>
        Create(Console.Error, Console.IsErrorRedirected).MarkupLine($"[grey]{Markup.Escape(PlainText.Escape(Hint(text)))}[/]");

    /// <summary>Whether a run is further than was told last.</summary>
    public bool IsNews(FlowProgress progress) => progress != _last;

    /// <summary>
    /// Tells how far a run is, when that has changed. A terminal has one line a stage, which is drawn anew; a pipe gets a line a change.
    /// </summary>
    /// <param name="progress">How far it is.</param>
    /// <param name="pace">How fast it goes; empty: nothing is known of that.</param>
    public void Progress(FlowProgress progress, string pace = "")
    {
        if (!IsNews(progress))
        {
            return;
        }

        var isSameStage = progress.Stage == _last?.Stage;
        _last = progress;
        var share = progress.Fraction.ToString("P0", CultureInfo.InvariantCulture).Replace(" ", "", StringComparison.Ordinal);
        var text = $"{progress.Stage, -9} {share, 4}  {PlainText.Escape(progress.Message)}{(pace.Length > 0 ? $"; {pace}" : "")}";
        if (!_console.Profile.Capabilities.Ansi)
        {
            _console.WriteLine(text);
            return;
        }

        if (!isSameStage)
        {
            EndProgress();
        }

        var width = Math.Max(20, _console.Profile.Width - 1);
        _console.Profile.Out.Writer.Write(
            $"\r\u001b[2K\u001b[34m{text[..9]}\u001b[0m{(text.Length > width ? $"{text[9..(width - 1)]}…" : text[9..])}"
        );
        _console.Profile.Out.Writer.Flush();
        _isLineOpen = true;
    }

    /// <summary>Ends the line of a run's progress, so that what follows begins on the next.</summary>
    private void EndProgress()
    {
        if (_isLineOpen)
        {
            _console.Profile.Out.Writer.WriteLine();
            _isLineOpen = false;
        }
    }

    /// <summary>Shows a problem that the caller can solve.</summary>
    public void Refuse(Problem problem)
    {
        EndProgress();
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
