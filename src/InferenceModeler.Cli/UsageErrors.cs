using System.CommandLine;
using System.CommandLine.Parsing;

namespace InferenceModeler.Cli;

/// <summary>Turns what the parser did not understand into one line with the nearest valid names.</summary>
static class UsageErrors
{
    /// <summary>The complaint; null where everything was understood.</summary>
    public static string? Describe(ParseResult result)
    {
        Command command = result.CommandResult.Command;
        string prefix = command is RootCommand ? "" : $"{command.Name}: ";
        string[] stray = [.. result.UnmatchedTokens, .. result.CommandResult.Children.OfType<ArgumentResult>().SelectMany(a => a.Tokens).Select(t => t.Value)];
        // An optional argument would take a mistyped option for its value.
        if (stray.FirstOrDefault(t => t.StartsWith("--", StringComparison.Ordinal)) is { } option)
            return $"{prefix}unknown option '{option}'; {Names.NearestText(option, OptionNames(command))}";
        if (result.Errors.Count == 0) return null;
        if (result.UnmatchedTokens is not [{ } token, ..]) return Complete(result.Errors[0].Message, command);
        if (token.StartsWith('-')) return $"{prefix}unknown option '{token}'; {Names.NearestText(token, OptionNames(command))}";
        return command.Subcommands.Count > 0
            ? $"{prefix}unknown command '{token}'; {Names.NearestText(token, command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name))}"
            : $"{prefix}unexpected argument '{token}'; see {command.Name} --help";
    }

    // The parser's own complaints are sentences without a remedy.
    static string Complete(string complaint, Command command) => complaint.EndsWith('.') ? $"{complaint.TrimEnd('.')}; see {command.Name} --help" : complaint;

    static IEnumerable<string> OptionNames(Command command) => command.Options.Where(o => !o.Hidden).Select(o => o.Name).Append("--help");
}
