using InferenceModeler.Hardware;
using InferenceModeler.Models;
using InferenceModeler.Serving;

namespace InferenceModeler.Sizing;

/// <summary>One replica's recipe.</summary>
public sealed record Deployment(ModelArchitecture Model, AcceleratorSpec Accelerator, Layout Layout, Precision Precision, ServingEngine Engine)
{
    /// <summary>For example <c>h100-sxm tp4 fp8 vllm/8192</c>: the number is the tokens of a step.</summary>
    public override string ToString() => $"{Accelerator.Id} {Layout} {Precision} {Engine.Id}/{Engine.MaxBatchedTokens}";
}
