using System.Runtime.InteropServices;
using InferenceModeler.Cost;

namespace InferenceModeler.Sweeping;

/// <summary>Deployments and their rows of prepared numbers. A plan itself is twenty times as large as its row, so it is not kept.</summary>
public sealed class SweepRows
{
    readonly List<SweepDeployment> _deployments = [];
    readonly List<float> _table = [];

    public IReadOnlyList<SweepDeployment> Deployments => _deployments;

    /// <summary>Row after row, each of <see cref="SweepRow.Fields"/>.</summary>
    public ReadOnlySpan<float> Table => CollectionsMarshal.AsSpan(_table);

    public void Add(PlannedDeployment planned)
    {
        Span<float> row = stackalloc float[SweepRow.Fields];
        planned.WriteRow(row);
        _table.AddRange(row);
        _deployments.Add(new(planned.Deployment, planned.UsdPerHour));
    }
}
