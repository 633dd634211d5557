using InferenceModeler.Workloads;

namespace InferenceModeler.Data.Workloads;

/// <summary>A workload and what was put right while reading it, one line each.</summary>
public sealed record LoadedWorkload(Workload Workload, IReadOnlyList<string> Warnings);
