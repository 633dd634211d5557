using InferenceModeler.Hardware;
using InferenceModeler.Models;
using InferenceModeler.Numerics;
using InferenceModeler.Sizing;

namespace InferenceModeler.Cost;

/// <summary>Looks up the rates that a deployment uses (<see cref="Machine{T}"/>).</summary>
public static class Machines
{
    // A hand-over to the next pipeline stage: two kernels and a synchronisation (AIConfigurator uses the same 10 µs).
    const double NextStageSeconds = 10e-6;

    public static Machine<Precise> Of(Deployment deployment)
    {
        (AcceleratorSpec a, ModelArchitecture m, NumberFormat weights) = (deployment.Accelerator, deployment.Model, deployment.Precision.Weights);
        double Rate(NumberFormat format) => a.DenseFlopPerSecond[format];
        NumberFormat wide = WeightFormats.SixteenBit(a);
        int exchange = deployment.Layout.Expert > 1 ? deployment.Layout.Expert : 1;
        return new()
        {
            MatrixFlopPerSecond = new(Rate(WeightFormats.Compute(a, weights))),
            ProjectionFlopPerSecond = new(Rate(WeightFormats.ProjectionCompute(a, m, weights))),
            ExpertFlopPerSecond = new(Rate(WeightFormats.Compute(a, weights))),
            AttentionFlopPerSecond = new(Rate(wide)),
            HeadFlopPerSecond = new(Rate(wide)),
            MemoryBytesPerSecond = new(a.MemoryBytesPerSecond),
            GroupBytesPerSecond = new(GroupBytesPerSecond(a, deployment.Layout.Tensor)),
            ExchangeBytesPerSecond = new(GroupBytesPerSecond(a, exchange)),
            NextStageBytesPerSecond = new(GroupBytesPerSecond(a, Math.Min(deployment.Layout.Accelerators, a.ScaleUpDomainAccelerators + 1), peersUsed: 1)),
            NextStageSeconds = new(NextStageSeconds),
            PowerLimitWatts = new(a.PowerWatts),
        };
    }

    /// <summary>
    /// One-way bytes/s that an accelerator can exchange with a group of peers. A switch gives its whole rate to any group; a mesh, ring or torus only the links
    /// that lead into the group; a group wider than the scale-up domain falls back to the host link.
    /// </summary>
    public static double GroupBytesPerSecond(AcceleratorSpec a, int ranks, int peersUsed = int.MaxValue)
    {
        bool hostOnly = a.Topology == ScaleUpTopology.None || ranks > a.ScaleUpDomainAccelerators || a.ScaleUpBytesPerSecond <= 0;
        if (hostOnly) return a.HostBytesPerSecond;
        if (a.Topology is ScaleUpTopology.Switch) return a.ScaleUpBytesPerSecond;
        double peer = a.PeerBytesPerSecond > 0 ? a.PeerBytesPerSecond : a.ScaleUpBytesPerSecond;
        int peers = Math.Max(1, Math.Min(ranks - 1, peersUsed));
        return Math.Min(a.ScaleUpBytesPerSecond, peer * peers);
    }
}
