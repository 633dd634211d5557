namespace InferenceModeler.Tests.Dynamics;

/// <summary>A step of fixed, per-sequence, per-context-token, per-prompt-token and per-position cost; optionally the first and fourth under a soft roof.</summary>
sealed record PlainStep(double Fixed, double PerSequence, double PerContext, double PerPrompt, double PerPosition, bool Roof)
{
    public static PlainStep Linear => new(0.015, 3e-5, 4e-8, 6e-5, 1.5e-9, false);
    public static PlainStep Roofed => Linear with { Roof = true };

    public double Seconds(double decodes, double context, double prefill, double position)
    {
        double memory = Fixed + PerContext * decodes * context, compute = PerPrompt * (prefill + decodes);
        double rest = PerSequence * decodes + PerPosition * prefill * position;
        return rest + (Roof ? (compute + memory + Math.Sqrt((compute - memory) * (compute - memory) + 0.2 * compute * memory)) / 2 : memory + compute);
    }
}
