using InferenceModeler.Compute;
using InferenceModeler.Cost;
using InferenceModeler.Kernels;
using InferenceModeler.Tests.Compute;
using InferenceModeler.Tests.Cost;
using InferenceModeler.Tests.Worlds;
using InferenceModeler.Worlds;

namespace InferenceModeler.Tests.Kernels;

/// <summary>A body that runs on devices; listed once in <see cref="All"/> it is compiled, counted and checked for stray memory accesses.</summary>
/// <param name="Name">Unique.</param>
/// <param name="Type">The body.</param>
/// <param name="Ptx">Its code for a compute capability.</param>
/// <param name="Check">Runs a small batch on a device and compares it with the scalar lane.</param>
sealed record KernelBody(string Name, Type Type, Func<int, int, string> Ptx, Action<GpuBackend> Check)
{
    public static IReadOnlyList<KernelBody> All { get; } =
    [
        Of<ToyBody>("Toy", () => ToyBody.Grid(rows: 3, items: 33, seed: 1)),
        Of<SweepBody<StaticBatchForm>>("StaticBatch", () => SweepGrid.Of<StaticBatchForm>(items: 2, seed: 1)),
        Of<SweepBody<ClosedLoopForm>>("ClosedLoop", () => SweepGrid.Of<ClosedLoopForm>(items: 2, seed: 1)),
        Of<SweepBody<OfflineForm>>("Offline", () => SweepGrid.Of<OfflineForm>(items: 2, seed: 1)),
        Of<PopulationBody<ClosedLoopForm>>("Population", Population),
        Of<PopulationBody<StaticBatchForm>>("PopulationStatic", Population),
        Of<PopulationBody<OfflineForm>>("PopulationOffline", Population),
        Of<WorldBody>("World", () => new WorldRows(SomeFleets.Large(3, 2, 2), WorldLosses.Zones | WorldLosses.Sites).With(WorldSet.Draw(Uncertainty.Prior, 5, 1))),
    ];

    /// <summary>Bodies whose code is five times longer and takes seconds to compile.</summary>
    public static IReadOnlyList<KernelBody> Long { get; } =
    [
        Of<OpenLoopBody>("OpenLoop", () => BodyLaneTests.OpenLoop(rate: 1f)),
        Of<CapacityBody>("Capacity", BodyLaneTests.CapacityGrid),
    ];

    static WorkGrid Population() => BodyLaneTests.Population(Deployments.Kinds[0], [0.5f, 1f]).Grid;

    static KernelBody Of<TBody>(string name, Func<WorkGrid> grid) where TBody : struct, IBody =>
        new(name, typeof(TBody), PtxListing.Of<TBody>, device => AssertAgrees<TBody>(grid(), device));

    static void AssertAgrees<TBody>(WorkGrid grid, GpuBackend device) where TBody : struct, IBody
    {
        float[] expected = new float[grid.OutputLength(TBody.Outputs)], actual = new float[expected.Length];
        using HostBackend host = new(1, HostLane.Scalar);
        host.Map<TBody>(grid, expected);
        device.Map<TBody>(grid, actual);
        for (int column = 0; column < TBody.Outputs; column++)
            for (int row = 0; row < grid.RowCount; row++)
                for (int item = 0; item < grid.ItemCount; item++)
                {
                    int i = grid.OutputIndex(column, row, item);
                    Assert.InRange(SelfTest.UlpBetween(expected[i], actual[i]), 0, SelfTest.AllowedUlp);
                }
    }
}
