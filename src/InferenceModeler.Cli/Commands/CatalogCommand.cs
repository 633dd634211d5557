using System.CommandLine;
using InferenceModeler.Cli.Output;

namespace InferenceModeler.Cli.Commands;

/// <summary>The reference facts: accelerators, models, instances, regions, engines.</summary>
static class CatalogCommand
{
    public static Command Create(Session session) =>
        new Verb("catalog", "List, show and check the reference facts and a folder of your own laid over them.",
            "inference-modeler catalog list accelerators", "inference-modeler catalog show h100-sxm", "inference-modeler catalog check my-catalog")
        {
            CatalogListCommand.Create(session),
            CatalogShowCommand.Create(session),
            CatalogCheckCommand.Create(session),
        };

    public static Option<string?> Overlay() => Options.Text("--catalog", "A folder of catalog files whose rows replace or add to the built-in ones.", "folder");
}
