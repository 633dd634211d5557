using InferenceModeler.Numerics;
using InferenceModeler.Workloads;

namespace InferenceModeler.Cost;

/// <summary>Differentiates the closed loop by the dual lane.</summary>
public static class Sensitivities
{
    const int MachineStart = StepFacts<Precise>.Count;
    const int LimitsStart = MachineStart + Machine<Precise>.Count;
    const int CoefficientsStart = LimitsStart + ReplicaLimits<Precise>.Count;
    const int LoadStart = CoefficientsStart + Coefficients<Precise>.Count;
    const int Fields = LoadStart + SweepInput.Count;

    /// <summary>Elasticities of the closed loop by hardware rates, price, load and every coefficient, largest first by their effect on TPOT.</summary>
    public static IReadOnlyList<Sensitivity> Of(PlannedDeployment plan, RequestShape shape, double concurrency)
    {
        float[] row = new float[Fields];
        StepFactsRow.Write(in plan.Facts, row.AsSpan(0, MachineStart));
        MachineRow.Write(in plan.Machine, row.AsSpan(MachineStart, Machine<Precise>.Count));
        ReplicaLimitsRow.Write(in plan.Limits, row.AsSpan(LimitsStart, ReplicaLimits<Precise>.Count));
        for (int i = 0; i < Coefficients<Precise>.Count; i++) row[CoefficientsStart + i] = (float)plan.Resolved[i].Value;
        row[LoadStart + SweepInput.PromptTokens] = shape.PromptTokens;
        row[LoadStart + SweepInput.OutputTokens] = shape.OutputTokens;
        row[LoadStart + SweepInput.CachedPromptTokens] = shape.CachedPromptTokens;
        row[LoadStart + SweepInput.Load] = (float)concurrency;

        List<(string Name, int[] Fields)> inputs =
        [
            ("memory bandwidth", [MachineStart + 5]),
            ("arithmetic rate", [MachineStart, MachineStart + 1, MachineStart + 2, MachineStart + 3, MachineStart + 4]),
            ("link bandwidth", [MachineStart + 6, MachineStart + 7, MachineStart + 8]),
            ("price", [Fields]),
            ("requests in flight", [LoadStart + SweepInput.Load]),
            ("prompt length", [LoadStart + SweepInput.PromptTokens]),
            ("output length", [LoadStart + SweepInput.OutputTokens]),
        ];
        if (plan.UsdPerHour.HasValue) inputs[3] = ("price", [LimitsStart + ReplicaLimits<Precise>.Count - 1]);
        else inputs.RemoveAt(3);
        inputs.AddRange(Enum.GetValues<Coefficient>().Select(c => (c.ToString(), new[] { CoefficientsStart + (int)c })));
        return [.. inputs.Select(input => One(input.Name, row, input.Fields)).OrderByDescending(s => Math.Abs(s.Tpot) + Math.Abs(s.Ttft))];
    }

    static Sensitivity One(string name, float[] row, int[] varied)
    {
        // Slope = value: derivatives by the logarithm of a common scale on the varied fields.
        Precise Slope(int field) => new(varied.Contains(field) ? row[field] : 0);
        SeededMemory<Precise> memory = new(row, Slope), coefficients = new(row[CoefficientsStart..LoadStart], field => Slope(CoefficientsStart + field));
        StepFacts<Dual<Precise>> facts = StepFacts<Dual<Precise>>.Read(ref memory, 0, 0);
        Machine<Dual<Precise>> machine = Machine<Dual<Precise>>.Read(ref memory, 0, MachineStart);
        ReplicaLimits<Dual<Precise>> limits = ReplicaLimits<Dual<Precise>>.Read(ref memory, 0, LimitsStart);
        Coefficients<Dual<Precise>> c = Coefficients<Dual<Precise>>.From(ref coefficients);
        Preparation.Prepare(in facts, in machine, in c, out PreparedDeployment<Dual<Precise>> prepared);
        OperatingPoint<Dual<Precise>> point = ClosedLoop.Evaluate(in prepared, in limits, memory.Row(0, LoadStart + SweepInput.PromptTokens),
            memory.Row(0, LoadStart + SweepInput.OutputTokens), memory.Row(0, LoadStart + SweepInput.CachedPromptTokens), memory.Row(0, LoadStart + SweepInput.Load));
        return new(name, Elasticity(point.TtftSeconds), Elasticity(point.TpotSeconds), Elasticity(point.OutputTokensPerSecond),
            Elasticity(point.UsdPerMillionOutputTokens));
    }

    static double Elasticity(Dual<Precise> figure) => figure.Slope.Value / figure.Value.Value;
}
