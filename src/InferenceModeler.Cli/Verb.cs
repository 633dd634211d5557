using System.CommandLine;

namespace InferenceModeler.Cli;

/// <summary>A command whose help ends with examples.</summary>
sealed class Verb(string name, string description, params string[] examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples { get; } = examples;
}
