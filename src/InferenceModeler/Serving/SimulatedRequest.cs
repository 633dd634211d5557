namespace InferenceModeler.Serving;

/// <summary>One counted request of a simulation. Seconds since the start of its seed; null: not yet.</summary>
/// <remarks>Times are the scheduler's: what a first token waits for beside the steps is in the figures of the answer only.</remarks>
public readonly record struct SimulatedRequest(
    int Seed, int Queue, int PromptTokens, int OutputTokens, int CachedPromptTokens, double ArrivalSeconds, double? AdmittedSeconds, double? FirstTokenSeconds, double? FinishedSeconds)
{
    internal static SimulatedRequest Of(int seed, int queue, in ServingRequest request) => new(
        seed, queue, request.PromptTokens, request.OutputTokens, request.CachedTokens, request.ArrivalMicroseconds * ServingRequest.SecondsPerMicrosecond,
        Seconds(request.AdmittedMicroseconds), Seconds(request.FirstTokenMicroseconds), Seconds(request.FinishedMicroseconds));

    static double? Seconds(long microseconds) => microseconds < 0 ? null : microseconds * ServingRequest.SecondsPerMicrosecond;
}
