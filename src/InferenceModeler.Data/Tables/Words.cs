using InferenceModeler.Hardware;
using InferenceModeler.Models;
using InferenceModeler.Serving;

namespace InferenceModeler.Data.Tables;

/// <summary>The words that the tables use for the choices of the model.</summary>
static class Words
{
    public static readonly IReadOnlyDictionary<string, Confidence> Confidences = new Dictionary<string, Confidence>
    {
        ["low"] = Confidence.Low,
        ["medium"] = Confidence.Medium,
        ["high"] = Confidence.High,
    };

    public static readonly IReadOnlyDictionary<string, AcceleratorStatus> Statuses = new Dictionary<string, AcceleratorStatus>
    {
        ["generally-available"] = AcceleratorStatus.GenerallyAvailable,
        ["announced"] = AcceleratorStatus.Announced,
        ["internal"] = AcceleratorStatus.Internal,
        ["cloud-api"] = AcceleratorStatus.CloudApi,
        ["system"] = AcceleratorStatus.System,
    };

    public static readonly IReadOnlyDictionary<string, ScaleUpTopology> Topologies = new Dictionary<string, ScaleUpTopology>
    {
        ["none"] = ScaleUpTopology.None,
        ["bridge"] = ScaleUpTopology.Bridge,
        ["switch"] = ScaleUpTopology.Switch,
        ["mesh"] = ScaleUpTopology.Mesh,
        ["ring"] = ScaleUpTopology.Ring,
        ["torus"] = ScaleUpTopology.Torus,
    };

    public static readonly IReadOnlyDictionary<string, NumberFormat> Formats = Enum.GetValues<NumberFormat>().ToDictionary(NumberFormats.Name);

    public static readonly IReadOnlyDictionary<string, AttentionKind> Attentions = new Dictionary<string, AttentionKind>
    {
        ["grouped"] = AttentionKind.Grouped,
        ["latent"] = AttentionKind.Latent,
    };

    public static readonly IReadOnlyDictionary<string, MemoryFractionRule> MemoryFractions = new Dictionary<string, MemoryFractionRule>
    {
        ["total"] = MemoryFractionRule.OfTotal,
        ["free"] = MemoryFractionRule.OfFree,
    };

    public static Provenance Provenance(CsvRow row) =>
        new(row.Text("source"), row.Optional("date"), row.Choice("confidence", Confidences), row.Optional("doubts"));
}
