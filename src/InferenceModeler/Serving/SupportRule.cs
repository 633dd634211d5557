using InferenceModeler.Models;

namespace InferenceModeler.Serving;

/// <summary>States that an engine runs on an accelerator family with a weight format and these KV formats. What no rule states is not supported.</summary>
public sealed record SupportRule(string Engine, string Family, NumberFormat Weights, IReadOnlyList<NumberFormat> KvCache, string Source, string Doubts = "");
