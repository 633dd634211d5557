namespace InferenceModeler.Cost;

/// <summary>
/// Exact elasticities at an operating point: by what share each figure changes per share of change of one input, for example −0.7 = "10% more, 7% less".
/// </summary>
/// <remarks>Discrete choices are held fixed: the sequences that fit, which collective algorithm is faster.</remarks>
public sealed record Sensitivity(string Input, double Ttft, double Tpot, double Throughput, double UsdPerToken);
