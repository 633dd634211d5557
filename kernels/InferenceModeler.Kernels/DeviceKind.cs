namespace InferenceModeler.Kernels;

/// <summary>How a compute device is reached; in the order in which <c>auto</c> prefers them.</summary>
public enum DeviceKind
{
    Cuda,
    OpenCL,

    /// <summary>The host's cores and vectors, without ILGPU.</summary>
    Host,

    /// <summary>ILGPU's CPU accelerator: a simulator of a GPU for tests, about a thousand times slower than <see cref="Host"/>.</summary>
    Cpu,
}
