using ILGPU;
using InferenceModeler.Serving;
using InferenceModeler.Workloads;

namespace InferenceModeler.Kernels;

/// <summary>
/// The tables of the serving kernel. Requests, parts, words and gaps have a column per queue and lie row by row, so that neighbouring threads, which are at about
/// the same request, touch neighbouring records.
/// </summary>
/// <param name="Requests">Row: the request's number.</param>
/// <param name="Parts">Of all prompts of the queue, one after the other.</param>
/// <param name="FirstParts">Row: the request's number; where its parts begin.</param>
/// <param name="Words">The replica's own state.</param>
/// <param name="Gaps">Row: a bin of <see cref="TokenGaps"/>; tokens counted.</param>
/// <param name="States">By queue.</param>
/// <param name="Orders">By queue.</param>
/// <param name="Clocks">By deployment.</param>
/// <param name="Rules">By deployment.</param>
readonly record struct ServingViews(
    ArrayView<ServingRequest> Requests, ArrayView<PrefixPart> Parts, ArrayView<int> FirstParts, ArrayView<int> Words, ArrayView<int> Gaps, ArrayView<ServingState> States, ArrayView<ServingOrder> Orders,
    ArrayView<DeploymentClock> Clocks, ArrayView<ServingRules> Rules);
