namespace InferenceModeler.Cost;

/// <summary>Between which multiples of a prediction 90% of measurements lie.</summary>
/// <param name="Nearness">How near the measurements behind them are to the deployment.</param>
/// <param name="Ttft">Of the mean time to the first token.</param>
/// <param name="Tpot">Of the mean time per output token.</param>
/// <param name="EndToEnd">Of the mean end-to-end time.</param>
/// <param name="Throughput">Of the output tokens per second.</param>
public sealed record ClosedLoopSpreads(Nearness Nearness, ErrorSpread Ttft, ErrorSpread Tpot, ErrorSpread EndToEnd, ErrorSpread Throughput)
{
    /// <summary>Of what the measurements are.</summary>
    public string Basis => Nearness switch
    {
        Nearness.Measured => "this deployment was measured",
        Nearness.Related => "others of its family and engine were measured",
        _ => "carried over from other hardware or engines",
    };
}
