using InferenceModeler.Workloads;

namespace InferenceModeler.Planning.Building;

/// <summary>What answers weigh on the way out of a site.</summary>
static class FleetTraffic
{
    /// <summary>A token of an answer arrives as an event of its own: its text, ids and framing, as serving engines stream them.</summary>
    public const int BytesPerStreamedToken = 250;

    const double BytesPerGigabyte = 1e9;

    public static double GigabytesPerRequest(RequestMix mix) => mix.MeanOutputTokens * BytesPerStreamedToken / BytesPerGigabyte;
}
