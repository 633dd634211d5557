using InferenceModeler.Serving;

namespace InferenceModeler.Planning.Problems;

/// <summary>What a replica of a deployment carries of a class for its nearest users, before the margin, requests per second.</summary>
/// <param name="Deployment">Index.</param>
/// <param name="Class">Name.</param>
/// <param name="ClosedForm">By the closed form.</param>
/// <param name="Simulated">By the simulator, with its 95% interval; null where it was not simulated.</param>
/// <param name="IsSimulated">Whether the plan counts on the lower end of the interval; on the closed form where not.</param>
/// <param name="IsOpen">Whether it can be simulated and was not.</param>
public sealed record ReplicaRate(int Deployment, string Class, double ClosedForm, Estimate? Simulated, bool IsSimulated, bool IsOpen)
{
    /// <summary>What the plan counts on, less its margin.</summary>
    public double Counted => IsSimulated ? Simulated!.Value.Low : ClosedForm;

    /// <summary>Closed form ÷ lower end of the simulated interval − 1; null where nothing was simulated or nothing is carried.</summary>
    public double? ClosedFormGap => Simulated is { Low: > 0 } simulated ? ClosedForm / simulated.Low - 1 : null;
}
