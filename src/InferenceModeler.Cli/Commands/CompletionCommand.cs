using System.CommandLine;
using InferenceModeler.Cli.Output;

namespace InferenceModeler.Cli.Commands;

/// <summary>Prints the script that teaches a shell to complete our commands; the shell then asks the program itself through the directive <c>[suggest]</c>.</summary>
static class CompletionCommand
{
    static readonly Dictionary<string, string> s_scripts = new()
    {
        ["bash"] = """
            _inference_modeler() {
                local IFS=$'\n'
                COMPREPLY=($(compgen -W "$(inference-modeler "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _inference_modeler inference-modeler
            """,
        ["zsh"] = """
            #compdef inference-modeler
            _inference_modeler() {
                local -a names
                names=("${(@f)$(inference-modeler "[suggest:${#BUFFER}]" "${BUFFER}" 2>/dev/null)}")
                compadd -a names
            }
            compdef _inference_modeler inference-modeler
            """,
        ["fish"] = """
            complete -c inference-modeler -a '(inference-modeler "[suggest:"(commandline -C)"]" (commandline) 2>/dev/null)'
            """,
        ["pwsh"] = """
            Register-ArgumentCompleter -Native -CommandName inference-modeler -ScriptBlock {
                param($wordToComplete, $commandAst, $cursorPosition)
                inference-modeler "[suggest:$cursorPosition]" "$commandAst" 2>$null |
                    Where-Object { $_ -like "$wordToComplete*" } |
                    ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
            }
            """,
    };

    public static Command Create(Session session)
    {
        Argument<string> shell = new("shell") { Description = $"One of {string.Join(", ", s_scripts.Keys)}." };
        shell.CompletionSources.Add([.. s_scripts.Keys]);
        Verb command = new("completion", "Print the completion script of a shell.", "eval \"$(inference-modeler completion bash)\"") { shell };
        command.SetAction(result =>
        {
            string name = result.GetValue(shell)!;
            session.Line(s_scripts.TryGetValue(name, out string? script) ? script : throw new InputException($"shell '{name}': unknown; {Names.NearestText(name, s_scripts.Keys)}"));
            return ExitCodes.Answered;
        });
        return command;
    }
}
