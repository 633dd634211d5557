using InferenceModeler.Sizing;

namespace InferenceModeler.Cost;

/// <summary>How far measurements lie from predictions: 90% of them between <see cref="LowFactor"/> and <see cref="HighFactor"/> times the prediction. A condition that is null holds for all.</summary>
/// <param name="LowFactor">5% of the measurements lie below this multiple of the prediction.</param>
/// <param name="HighFactor">5% lie above this one.</param>
/// <param name="Points">Measurements behind it.</param>
public sealed record ErrorSpread(double LowFactor, double HighFactor, int Points)
{
    /// <summary>Taken where a coefficient set tells none: the 90% of an unseen pair of model and accelerator.</summary>
    public static ErrorSpread Unknown { get; } = new(1 / 1.6, 1.6, 0);

    public string? Mode { get; init; }

    /// <summary>For example <c>tpot_s</c>.</summary>
    public string? Metric { get; init; }

    public string? Statistic { get; init; }
    public string? Engine { get; init; }

    /// <summary>Family of the accelerator.</summary>
    public string? Family { get; init; }

    /// <summary>Model id.</summary>
    public string? Model { get; init; }

    /// <summary>How near the fit's measurements were to what was predicted.</summary>
    public Nearness? Nearness { get; init; }

    public bool Holds(string mode, string metric, string statistic, Deployment deployment, Nearness nearness) =>
        (Mode is null || Mode == mode) && (Metric is null || Metric == metric) && (Statistic is null || Statistic == statistic)
        && (Engine is null || Engine == deployment.Engine.Id) && (Family is null || Family == deployment.Accelerator.Family)
        && (Model is null || Model == deployment.Model.Id) && (Nearness is null || Nearness == nearness);
}
