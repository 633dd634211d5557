namespace InferenceModeler.Serving;

/// <summary>One counted request of a simulation. Seconds since the start of its seed; null: not yet.</summary>
/// <remarks>First tokens and ends are the client's: with what a first token waits for beside the steps and with the network, as in the figures of the answer.</remarks>
/// <param name="Class">0 without classes.</param>
/// <param name="Stage">In which it arrived; 0 without stages.</param>
/// <param name="Status">finished, running, waiting, rejected or timed-out.</param>
public readonly record struct SimulatedRequest(
    int Seed, int Queue, string Status, int Class, int Stage, int PromptTokens, int OutputTokens, int CachedPromptTokens, double ArrivalSeconds, double? AdmittedSeconds, double? FirstTokenSeconds, double? FinishedSeconds)
{
    internal static SimulatedRequest Of(int seed, int queue, in ServingRequest request, double lateSeconds, bool hasClasses, int stage) => new(
        seed, queue, Name(request.Status), hasClasses ? request.Class : 0, stage, request.PromptTokens, request.OutputTokens, request.CachedPromptTokens, request.ArrivalMicroseconds * ServingRequest.SecondsPerMicrosecond,
        Seconds(request.AdmittedMicroseconds), Seconds(request.FirstTokenMicroseconds) + lateSeconds, Seconds(request.FinishedMicroseconds) + lateSeconds);

    static string Name(RequestStatus status) => status is RequestStatus.Prefilling or RequestStatus.Decoding ? "running" : Choices.Name(status);

    static double? Seconds(long microseconds) => microseconds < 0 ? null : microseconds * ServingRequest.SecondsPerMicrosecond;
}
