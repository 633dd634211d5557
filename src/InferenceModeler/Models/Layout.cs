namespace InferenceModeler.Models;

/// <summary>
/// Parallel degrees. Accelerators = tensor × pipeline × data. Expert = accelerators that share one set of experts; 1 splits experts like the other weights.
/// With expert &gt; 1, data is attention data parallelism over the accelerators that share the experts.
/// </summary>
public readonly record struct Layout(int Tensor, int Pipeline, int Expert, int Data)
{
    public int Accelerators => Tensor * Pipeline * Data;

    public override string ToString() =>
        $"tp{Tensor}" + (Pipeline > 1 ? $" pp{Pipeline}" : "") + (Expert > 1 ? $" ep{Expert}" : "") + (Data > 1 ? $" dp{Data}" : "");
}
