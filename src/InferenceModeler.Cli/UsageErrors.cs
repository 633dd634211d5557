using System.CommandLine;

namespace InferenceModeler.Cli;

/// <summary>Turns what the parser did not understand into one line with the nearest valid names.</summary>
static class UsageErrors
{
    public static string Describe(ParseResult result)
    {
        Command command = result.CommandResult.Command;
        if (result.UnmatchedTokens is not [{ } token, ..]) return result.Errors[0].Message;
        string prefix = command is RootCommand ? "" : $"{command.Name}: ";
        if (token.StartsWith('-')) return $"{prefix}unknown option '{token}'; {Names.NearestText(token, OptionNames(command))}";
        return command.Subcommands.Count > 0
            ? $"unknown command '{token}'; {Names.NearestText(token, command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name))}"
            : $"{command.Name}: unexpected argument '{token}'; see {command.Name} --help";
    }

    static IEnumerable<string> OptionNames(Command command) => command.Options.Where(o => !o.Hidden).Select(o => o.Name).Append("--help");
}
