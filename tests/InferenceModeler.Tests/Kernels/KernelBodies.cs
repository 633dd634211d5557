using InferenceModeler.Compute;
using InferenceModeler.Kernels;
using InferenceModeler.Tests.Compute;

namespace InferenceModeler.Tests.Kernels;

/// <summary>Every body that runs on devices, by name: one line here has it compiled, counted and checked for races.</summary>
static class KernelBodies
{
    public static readonly IReadOnlyDictionary<string, Func<int, int, string>> Ptx = new Dictionary<string, Func<int, int, string>>
    {
        [nameof(SelfTestBody)] = PtxListing.Of<SelfTestBody>,
        [nameof(ToyBody)] = PtxListing.Of<ToyBody>,
    };
}
