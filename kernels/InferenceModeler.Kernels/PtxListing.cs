using System.Reflection;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using InferenceModeler.Compute;
using InferenceModeler.Serving;

namespace InferenceModeler.Kernels;

/// <summary>
/// The code that a CUDA device gets for a body, generated without a GPU. ILGPU has one code path for everything from sm_80 on and writes the target it
/// was made for; the driver compiles it further for the device that it finds.
/// </summary>
public static class PtxListing
{
    /// <summary>The PTX of the map kernel over a body.</summary>
    /// <param name="major">Compute capability, as 9 of sm_90.</param>
    /// <param name="minor">As 0 of sm_90.</param>
    public static string Of<TBody>(int major, int minor) where TBody : struct, IBody
    {
        Action<Index1D, MapViews, MapExtent> kernel = MapKernel.Run<TBody>;
        return Of(kernel.Method, major, minor);
    }

    /// <summary>The PTX of one pass of a sieve: Enter, Limit or Gather.</summary>
    public static string OfSieve(string pass, int major, int minor) => Of(typeof(SieveKernels).GetMethod(pass)!, major, minor);

    /// <summary>The PTX of the serving kernel for a policy; of ranks that step together, where there is more than one.</summary>
    public static string OfServing(AdmissionRule admission, bool caches, int ranks, int major, int minor) => Of(new ServingPolicy(admission, caches, ranks).Method.Method, major, minor);

    static string Of(MethodInfo kernel, int major, int minor)
    {
        using Context context = DeviceContext.Create(DeviceKind.Cpu);
        CudaArchitecture architecture = new(major, minor);
        using PTXBackend backend = new(context, new CudaCapabilityContext(architecture), architecture, CudaInstructionSet.ISA_80, null!);
        EntryPointDescription entry = EntryPointDescription.FromImplicitlyGroupedKernel(kernel);
        return ((PTXCompiledKernel)backend.Compile(entry, KernelSpecialization.Empty)).PTXAssembly;
    }
}
