using InferenceModeler.Numerics;
using InferenceModeler.Sizing;

namespace InferenceModeler.Cost;

/// <summary>A deployment that fits its memory, with everything the equations need of it.</summary>
public sealed class PlannedDeployment
{
    PlannedDeployment(Deployment deployment, MemoryBudget budget, IReadOnlyList<ResolvedCoefficient> coefficients, double? usdPerHour)
    {
        (Deployment, Budget, Resolved, UsdPerHour) = (deployment, budget, coefficients, usdPerHour);
        Facts = DeploymentFacts.Of(deployment);
        Machine = Machines.Of(deployment);
        Coefficients = CoefficientSet.Values(coefficients);
        Preparation.Prepare(in Facts, in Machine, in Coefficients, out Prepared);
        Limits = DeploymentLimits.Of(deployment, budget, usdPerHour);
    }

    PlannedDeployment(PlannedDeployment other, in Coefficients<Precise> coefficients)
    {
        (Deployment, Budget, Resolved, UsdPerHour) = (other.Deployment, other.Budget, other.Resolved, other.UsdPerHour);
        (Facts, Machine, Limits, Coefficients) = (other.Facts, other.Machine, other.Limits, coefficients);
        Preparation.Prepare(in Facts, in Machine, in Coefficients, out Prepared);
    }

    public Deployment Deployment { get; }

    public MemoryBudget Budget { get; }

    public IReadOnlyList<ResolvedCoefficient> Resolved { get; }

    /// <summary>Whether the figures rest on measurements of the same accelerator family under the same engine, or are carried over from others.</summary>
    public Standing Basis => Resolved.Any(c => c.Standing == Standing.Transferred && !CoefficientSet.IsPower(c.Coefficient)) ? Standing.Transferred : Standing.Calibrated;

    /// <summary>Price of one replica; null where unknown.</summary>
    public double? UsdPerHour { get; }

    public readonly StepFacts<Precise> Facts;
    public readonly Machine<Precise> Machine;
    public readonly Coefficients<Precise> Coefficients;
    public readonly PreparedDeployment<Precise> Prepared;
    public readonly ReplicaLimits<Precise> Limits;

    /// <summary>The same deployment at other coefficients, whose provenance stays that of the first.</summary>
    public PlannedDeployment With(in Coefficients<Precise> coefficients) => new(this, in coefficients);

    /// <summary>Plans a deployment.</summary>
    /// <exception cref="InputException">Its weights do not fit the memory.</exception>
    public static PlannedDeployment Of(Deployment deployment, CoefficientSet coefficients, double? usdPerHour = null)
    {
        MemoryBudget budget = MemoryBudget.Of(deployment);
        return Of(deployment, budget, coefficients.Resolve(deployment), usdPerHour);
    }

    /// <summary>Plans a deployment whose budget and coefficients are at hand; many deployments share their coefficients.</summary>
    /// <exception cref="InputException">Its weights do not fit the memory.</exception>
    public static PlannedDeployment Of(Deployment deployment, MemoryBudget budget, IReadOnlyList<ResolvedCoefficient> coefficients, double? usdPerHour)
    {
        if (!budget.Fits)
            throw new InputException($"{deployment}: {deployment.Model.Id} needs {-budget.KvBytes / (1L << 30):0.#} GiB more per accelerator; use more accelerators or a narrower format");
        return new(deployment, budget, coefficients, usdPerHour);
    }

    /// <summary>Writes the row that a sweep reads (<see cref="SweepRow"/>).</summary>
    public void WriteRow(Span<float> row) => SweepRow.Write(in Prepared, in Limits, row);
}
