using InferenceModeler.Numerics;
using InferenceModeler.Workloads;

namespace InferenceModeler.Cost;

/// <summary>Differentiates the closed loop by the dual lane.</summary>
public static class Sensitivities
{
    const int CoefficientsStart = PopulationInput.Count;
    const int Fields = CoefficientsStart + Coefficients<Precise>.Count;

    /// <summary>Elasticities of the closed loop by hardware rates, price, load and every coefficient, largest first by their effect on TPOT.</summary>
    public static IReadOnlyList<Sensitivity> Of(PlannedDeployment plan, RequestShape shape, double concurrency)
    {
        float[] row = new float[Fields];
        PopulationInput.Write(plan, shape.PromptTokens, shape.OutputTokens, shape.CachedPromptTokens, (float)concurrency, row.AsSpan(0, PopulationInput.Count));
        for (int i = 0; i < Coefficients<Precise>.Count; i++) row[CoefficientsStart + i] = (float)plan.Resolved[i].Value;

        List<(string Name, int[] Fields)> inputs =
        [
            ("memory bandwidth", [PopulationInput.Machine + 5]),
            ("arithmetic rate", [PopulationInput.Machine, PopulationInput.Machine + 1, PopulationInput.Machine + 2, PopulationInput.Machine + 3, PopulationInput.Machine + 4]),
            ("link bandwidth", [PopulationInput.Machine + 6, PopulationInput.Machine + 7, PopulationInput.Machine + 8]),
            ("price", [Fields]),
            ("requests in flight", [PopulationInput.Load]),
            ("prompt length", [PopulationInput.PromptTokens]),
            ("output length", [PopulationInput.OutputTokens]),
        ];
        if (plan.UsdPerHour.HasValue) inputs[3] = ("price", [PopulationInput.Limits + ReplicaLimits<Precise>.Count - 1]);
        else inputs.RemoveAt(3);
        inputs.AddRange(Enum.GetValues<Coefficient>().Select(c => (c.ToString(), new[] { CoefficientsStart + (int)c })));
        return [.. inputs.Select(input => One(input.Name, row, input.Fields)).OrderByDescending(s => Math.Abs(s.Tpot) + Math.Abs(s.Ttft))];
    }

    static Sensitivity One(string name, float[] row, int[] varied)
    {
        // Slope = value: derivatives by the logarithm of a common scale on the varied fields.
        Precise Slope(int field) => new(varied.Contains(field) ? row[field] : 0);
        SeededMemory<Precise> memory = new(row, Slope), coefficients = new(row[CoefficientsStart..], field => Slope(CoefficientsStart + field));
        StepFacts<Dual<Precise>> facts = StepFacts<Dual<Precise>>.Read(ref memory, 0, PopulationInput.Facts);
        Machine<Dual<Precise>> machine = Machine<Dual<Precise>>.Read(ref memory, 0, PopulationInput.Machine);
        ReplicaLimits<Dual<Precise>> limits = ReplicaLimits<Dual<Precise>>.Read(ref memory, 0, PopulationInput.Limits);
        Coefficients<Dual<Precise>> c = Coefficients<Dual<Precise>>.From(ref coefficients);
        Preparation.Prepare(in facts, in machine, in c, out PreparedDeployment<Dual<Precise>> prepared);
        OperatingPoint<Dual<Precise>> point = ClosedLoop.Evaluate(in prepared, in limits, memory.Row(0, PopulationInput.PromptTokens),
            memory.Row(0, PopulationInput.OutputTokens), memory.Row(0, PopulationInput.CachedPromptTokens), memory.Row(0, PopulationInput.Load));
        return new(name, Elasticity(point.TtftSeconds), Elasticity(point.TpotSeconds), Elasticity(point.OutputTokensPerSecond),
            Elasticity(point.UsdPerMillionOutputTokens));
    }

    static double Elasticity(Dual<Precise> figure) => figure.Slope.Value / figure.Value.Value;
}
