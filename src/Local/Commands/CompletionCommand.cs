using System.CommandLine;

namespace MLOpsFunctions.Local.Commands;

/// <summary>
/// <c>completion</c>: prints the script that lets a shell complete verbs, options and values. The script asks the program itself, by the
/// command line library's directive <c>[suggest]</c>.
/// </summary>
internal static class CompletionCommand
{
    private const string Bash = """
        # Completion of mlops for bash. Load it with: source <(mlops completion bash)
        _mlops() {
          local IFS=$'\n' word="${COMP_WORDS[COMP_CWORD]}"
          COMPREPLY=( $(compgen -W "$(mlops "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2> /dev/null)" -- "$word") )
        }
        complete -o default -F _mlops mlops
        """;

    private const string Zsh = """
        #compdef mlops
        # Completion of mlops for zsh. Load it with: source <(mlops completion zsh)
        _mlops() {
          local -a found
          found=("${(@f)$(mlops "[suggest:${CURSOR}]" "${BUFFER}" 2> /dev/null)}")
          compadd -a found || _files
        }
        compdef _mlops mlops
        """;

    private const string Fish = """
        # Completion of mlops for fish. Load it with: mlops completion fish | source
        function __mlops_found
          set -l line (commandline -cp)
          mlops "[suggest:"(string length -- "$line")"]" "$line" 2> /dev/null
        end
        complete -c mlops -a "(__mlops_found)"
        """;

    private const string PowerShell = """
        # Completion of mlops for PowerShell. Load it with: mlops completion pwsh | Out-String | Invoke-Expression
        Register-ArgumentCompleter -Native -CommandName mlops -ScriptBlock {
          param($word, $line, $cursor)
          mlops "[suggest:$cursor]" "$line" 2> $null | Where-Object { $_ -like "$word*" } | ForEach-Object {
            [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
          }
        }
        """;

    public static Command Create() =>
        new("completion", "Print a script that completes verbs and options in a shell")
        {
            For("bash", "For bash", Bash),
            For("zsh", "For zsh", Zsh),
            For("fish", "For fish", Fish),
            For("pwsh", "For PowerShell", PowerShell),
        };

    private static Command For(string shell, string description, string script)
    {
        var command = new Command(shell, description);
        command.SetAction(parsed =>
        {
            parsed.InvocationConfiguration.Output.WriteLine(script.ReplaceLineEndings("\n"));
            return ExitCode.Ok;
        });
        return command;
    }
}
