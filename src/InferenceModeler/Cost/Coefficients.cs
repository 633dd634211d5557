using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>One value per <see cref="Coefficient"/>, in any lane: the same for a whole launch, or a population of candidates across lanes.</summary>
public struct Coefficients<T> where T : struct, IReal<T>
{
    public T MemoryEfficiency, MatrixEfficiency, ExpertMemoryEfficiency, ExpertMatrixEfficiency, KvReadEfficiency, AttentionMatrixEfficiency,
        ElementwiseEfficiency, SharedHeadRead, LayerSeconds, MoeLayerSeconds, SharedExpertLayerSeconds, StepSeconds, RequestSeconds,
        CollectiveSeconds, LinkEfficiency, ExpertImbalance, FirstTokenSeconds, PromptTokenSeconds, FirstTokenSteps, FirstTokenPrefillShare, PrefillInterference,
        CrossRankInterference, PrefillQueueing, RoofRoundness, FloorRoundness, HostRoundness, StepScale, IdlePowerShare, ActivePowerShare, MatrixPowerRise, MemoryPowerRise;

    /// <summary>Number of coefficients.</summary>
    public const int Count = (int)Coefficient.MemoryPowerRise + 1;

    /// <summary>Reads them from any source that knows a coefficient by its number.</summary>
    public static Coefficients<T> From<TSource>(ref TSource source) where TSource : struct, ICoefficientSource<T> => new()
    {
        MemoryEfficiency = source.Get((int)Coefficient.MemoryEfficiency),
        MatrixEfficiency = source.Get((int)Coefficient.MatrixEfficiency),
        ExpertMemoryEfficiency = source.Get((int)Coefficient.ExpertMemoryEfficiency),
        ExpertMatrixEfficiency = source.Get((int)Coefficient.ExpertMatrixEfficiency),
        KvReadEfficiency = source.Get((int)Coefficient.KvReadEfficiency),
        AttentionMatrixEfficiency = source.Get((int)Coefficient.AttentionMatrixEfficiency),
        ElementwiseEfficiency = source.Get((int)Coefficient.ElementwiseEfficiency),
        SharedHeadRead = source.Get((int)Coefficient.SharedHeadRead),
        LayerSeconds = source.Get((int)Coefficient.LayerSeconds),
        MoeLayerSeconds = source.Get((int)Coefficient.MoeLayerSeconds),
        SharedExpertLayerSeconds = source.Get((int)Coefficient.SharedExpertLayerSeconds),
        StepSeconds = source.Get((int)Coefficient.StepSeconds),
        RequestSeconds = source.Get((int)Coefficient.RequestSeconds),
        CollectiveSeconds = source.Get((int)Coefficient.CollectiveSeconds),
        LinkEfficiency = source.Get((int)Coefficient.LinkEfficiency),
        ExpertImbalance = source.Get((int)Coefficient.ExpertImbalance),
        FirstTokenSeconds = source.Get((int)Coefficient.FirstTokenSeconds),
        PromptTokenSeconds = source.Get((int)Coefficient.PromptTokenSeconds),
        FirstTokenSteps = source.Get((int)Coefficient.FirstTokenSteps),
        FirstTokenPrefillShare = source.Get((int)Coefficient.FirstTokenPrefillShare),
        PrefillInterference = source.Get((int)Coefficient.PrefillInterference),
        CrossRankInterference = source.Get((int)Coefficient.CrossRankInterference),
        PrefillQueueing = source.Get((int)Coefficient.PrefillQueueing),
        RoofRoundness = source.Get((int)Coefficient.RoofRoundness),
        FloorRoundness = source.Get((int)Coefficient.FloorRoundness),
        HostRoundness = source.Get((int)Coefficient.HostRoundness),
        StepScale = source.Get((int)Coefficient.StepScale),
        IdlePowerShare = source.Get((int)Coefficient.IdlePowerShare),
        ActivePowerShare = source.Get((int)Coefficient.ActivePowerShare),
        MatrixPowerRise = source.Get((int)Coefficient.MatrixPowerRise),
        MemoryPowerRise = source.Get((int)Coefficient.MemoryPowerRise),
    };
}
