namespace InferenceModeler.Cost;

/// <summary>One operator of a step on one accelerator.</summary>
/// <param name="Name">projections, feed-forward, shared experts, experts, attention, element-wise, layer floor, head, collectives, pipeline, engine.</param>
/// <param name="Flop">Arithmetic, 0 where none counts.</param>
/// <param name="Bytes">Memory or link traffic, 0 where none counts.</param>
/// <param name="ComputeSeconds">Time of the arithmetic alone at the reached rate.</param>
/// <param name="MemorySeconds">Time of the traffic alone at the reached rate.</param>
/// <param name="Seconds">Time in the step.</param>
/// <param name="Bound">What sets it: compute, memory, link, latency or launch.</param>
public sealed record OperatorCost(string Name, double Flop, double Bytes, double ComputeSeconds, double MemorySeconds, double Seconds, string Bound);
