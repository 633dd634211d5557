using InferenceModeler.Fleets;

namespace InferenceModeler.Planning.Building;

/// <summary>What prompts weigh on the way into a site, and answers on the way out.</summary>
static class FleetTraffic
{
    /// <summary>A token of an answer arrives as an event of its own: its text, ids and framing, as serving engines stream them.</summary>
    public const int BytesPerStreamedToken = 250;

    /// <summary>Text of a prompt.</summary>
    public const int BytesPerPromptToken = 4;

    const double BytesPerGigabyte = 1e9;

    public static double GigabytesPerAnswer(DemandClass requests) => (requests.Mix.MeanOutputTokens * BytesPerStreamedToken + requests.PayloadBytesOut) / BytesPerGigabyte;

    public static double GigabytesPerPrompt(DemandClass requests) => (requests.Mix.MeanPromptTokens * BytesPerPromptToken + requests.PayloadBytesIn) / BytesPerGigabyte;
}
