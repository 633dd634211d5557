using InferenceModeler.Data;
using InferenceModeler.Models;

namespace InferenceModeler.Cli;

/// <summary>What the value of <c>--model</c> stands for.</summary>
/// <param name="Architecture">The network.</param>
/// <param name="Checkpoint">The format that the name of a quantised checkpoint tells; null where it tells none.</param>
/// <param name="Notes">How the name was read.</param>
sealed record NamedModel(ModelArchitecture Architecture, NumberFormat? Checkpoint, IReadOnlyList<string> Notes)
{
    /// <summary>A catalog id, a variant's name, or the path of a <c>config.json</c>.</summary>
    /// <exception cref="InputException">Unknown, or a file that does not suffice.</exception>
    public static NamedModel Find(Catalog catalog, string name)
    {
        if (HuggingFaceConfig.IsPath(name))
        {
            HuggingFaceModel read = HuggingFaceConfig.Read(name);
            return new(read.Architecture, null, read.Warnings);
        }
        FoundModel found = catalog.FindModel(name);
        return new(found.Architecture, found.WeightFormat, found.Note.Length > 0 ? [found.Note] : []);
    }
}
