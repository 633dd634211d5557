using ILGPU;
using InferenceModeler.Serving;

namespace InferenceModeler.Kernels;

/// <summary>What queues of one launch have in common: the kernel, and how many of them a thread takes.</summary>
/// <param name="Admission">The scheduler.</param>
/// <param name="IsCaching">With a prefix cache.</param>
/// <param name="Ranks">Queues that step together; 1 for none.</param>
readonly record struct ServingPolicy(AdmissionRule Admission, bool IsCaching, int Ranks)
{
    public Action<Index1D, ServingViews, ServingExtent> Method => (Admission, IsCaching) switch
    {
        (AdmissionRule.Recompute, false) => Of<RecomputeAdmission>(),
        (AdmissionRule.Recompute, true) => Of<Caching<RecomputeAdmission>>(),
        (AdmissionRule.NoEvict, false) => Of<NoEvictAdmission>(),
        (AdmissionRule.NoEvict, true) => Of<Caching<NoEvictAdmission>>(),
        (AdmissionRule.Priority, false) => Of<PriorityAdmission>(),
        (AdmissionRule.Priority, true) => Of<Caching<PriorityAdmission>>(),
        (_, false) => Of<RetractAdmission>(),
        (_, true) => Of<Caching<RetractAdmission>>(),
    };

    Action<Index1D, ServingViews, ServingExtent> Of<TAdmission>() where TAdmission : struct, IAdmission => Ranks > 1 ? ServingKernels.RunTogether<TAdmission> : ServingKernels.Run<TAdmission>;
}
