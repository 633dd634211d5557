using InferenceModeler.Cost;
using InferenceModeler.Numerics;
using InferenceModeler.Workloads;

namespace InferenceModeler.Tests.Dynamics;

/// <summary>A replica and a mix that the closed form and the event loop both see.</summary>
sealed record Setting(string Name, PlainStep Step, ReplicaLimits Limits, RequestMix Mix)
{
    public static Setting[] All =>
    [
        new("conversation", PlainStep.Linear, new(8192, 256, 400_000), Conversation),
        new("conversation, roofed step", PlainStep.Roofed, new(8192, 256, 400_000), Conversation),
        new("long prompts", PlainStep.Linear, new(2048, 128, 600_000), LongPrompts),
        new("long outputs", PlainStep.Linear, new(8192, 256, 600_000), LongOutputs),
        new("code", PlainStep.Linear, new(8192, 256, 400_000), Code),
        new("little memory", PlainStep.Linear, new(8192, 256, 40_000), Conversation),
        new("long outputs, little memory", PlainStep.Linear, new(8192, 256, 50_000), LongOutputs),
        new("long prompts, little memory", PlainStep.Linear, new(8192, 256, 150_000), LongPrompts),
        new("few sequences", PlainStep.Linear, new(8192, 24, 400_000), Conversation),
    ];

    public override string ToString() => Name;

    public BatchLimits<T> LimitsIn<T>() where T : struct, IReal<T> => new(T.Of(Limits.MaxBatchedTokens), T.Of(Limits.MaxSequences), T.Of(Limits.KvTokens));

    public double SaturatedRate()
    {
        LaneStep<Precise> step = new(Step);
        ListMix<Precise> mix = new(Mix);
        return BatchCeiling<Precise>.Of(in step, MixMoments<Precise>.Of(in mix), LimitsIn<Precise>()).SaturatedRate.Value;
    }

    public OpenLoopPoint<T> OpenLoopAt<T>(T requestsPerSecond, double percentile) where T : struct, IReal<T>
    {
        LaneStep<T> step = new(Step);
        ListMix<T> mix = new(Mix);
        return OpenLoop.Evaluate(in step, MixMoments<T>.Of(in mix), in mix, LimitsIn<T>(), requestsPerSecond, T.Of((float)percentile));
    }

    // Cells of the joint length distribution of azure2023_conv: short and long prompts, each with short and long answers.
    static RequestMix Conversation => Cells((180, 60, .1), (350, 300, .15), (400, 130, .15), (900, 90, .15), (1100, 400, .15), (1400, 130, .1), (2700, 250, .1),
        (4100, 180, .1));

    static RequestMix LongPrompts => Cells((4000, 150, .25), (8000, 200, .3), (8500, 350, .2), (12000, 250, .15), (16000, 300, .1));

    static RequestMix LongOutputs => Cells((60, 400, .2), (120, 700, .2), (130, 1000, .2), (200, 1200, .2), (250, 1800, .2));

    static RequestMix Code => Cells((100, 10, .1), (600, 8, .15), (1100, 15, .2), (1700, 13, .2), (2700, 20, .15), (5000, 25, .1), (7300, 40, .06), (1500, 120, .04));

    static RequestMix Cells(params (int Prompt, int Output, double Share)[] cells) =>
        new([.. cells.Select(c => new WeightedShape(new RequestShape(c.Prompt, c.Output), c.Share))]);
}
