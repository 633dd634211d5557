using InferenceModeler.Cost;
using InferenceModeler.Numerics;

namespace InferenceModeler.Fidelity;

/// <summary>A mix of requests that are all alike: all that a measured point tells of its lengths.</summary>
readonly struct OneShape(double promptTokens, double outputTokens, double cachedTokens) : IMix<OneShape, Precise>
{
    readonly Precise _prompt = new(promptTokens), _output = new(outputTokens), _cached = new(cachedTokens);

    public static int Cells(in OneShape mix) => 1;

    public static Precise PromptTokens(in OneShape mix, int cell) => mix._prompt;

    public static Precise OutputTokens(in OneShape mix, int cell) => mix._output;

    public static Precise CachedTokens(in OneShape mix, int cell) => mix._cached;

    public static Precise Share(in OneShape mix, int cell) => new(1);
}
