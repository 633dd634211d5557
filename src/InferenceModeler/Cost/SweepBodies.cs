using InferenceModeler.Compute;
using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>A closed form over deployments (rows) × request shapes and loads (items).</summary>
public interface IClosedForm
{
    static abstract OperatingPoint<T> Evaluate<T>(
        in PreparedDeployment<T> p, in ReplicaLimits<T> limits, T promptTokens, T outputTokens, T cachedTokens, T load) where T : struct, IReal<T>;
}

/// <summary><see cref="ClosedLoop"/> as a policy of <see cref="SweepBody{TForm}"/>.</summary>
public readonly struct ClosedLoopForm : IClosedForm
{
    public static OperatingPoint<T> Evaluate<T>(
        in PreparedDeployment<T> p, in ReplicaLimits<T> limits, T promptTokens, T outputTokens, T cachedTokens, T load) where T : struct, IReal<T> =>
        ClosedLoop.Evaluate(in p, in limits, promptTokens, outputTokens, cachedTokens, load);
}

/// <summary><see cref="StaticBatch"/> as a policy of <see cref="SweepBody{TForm}"/>.</summary>
public readonly struct StaticBatchForm : IClosedForm
{
    public static OperatingPoint<T> Evaluate<T>(
        in PreparedDeployment<T> p, in ReplicaLimits<T> limits, T promptTokens, T outputTokens, T cachedTokens, T load) where T : struct, IReal<T> =>
        StaticBatch.Evaluate(in p, in limits, promptTokens, outputTokens, cachedTokens, load);
}

/// <summary><see cref="Offline"/> as a policy of <see cref="SweepBody{TForm}"/>.</summary>
public readonly struct OfflineForm : IClosedForm
{
    public static OperatingPoint<T> Evaluate<T>(
        in PreparedDeployment<T> p, in ReplicaLimits<T> limits, T promptTokens, T outputTokens, T cachedTokens, T load) where T : struct, IReal<T> =>
        Offline.Evaluate(in p, in limits, promptTokens, outputTokens, cachedTokens, load);
}

/// <summary>Evaluates every deployment (<see cref="SweepRow"/>) at every shape and load (<see cref="SweepInput"/>) into <see cref="SweepOutput"/>.</summary>
public readonly struct SweepBody<TForm> : IBody where TForm : struct, IClosedForm
{
    public static int RowFields => SweepRow.Fields;

    public static int ItemFields => SweepInput.Count;

    public static int Outputs => SweepOutput.Count;

    public static void Run<T, TMemory>(ref TMemory memory, int row, int first, int count)
        where T : struct, IReal<T>
        where TMemory : struct, IMemory<T>
    {
        PreparedDeployment<T> p = PreparedDeployment<T>.Read(ref memory, row, 0);
        ReplicaLimits<T> limits = ReplicaLimits<T>.Read(ref memory, row, PreparedDeployment<T>.Count);
        int end = first + count;
        for (int item = first; item < end; item += T.Lanes)
        {
            OperatingPoint<T> point = TForm.Evaluate(
                in p,
                in limits,
                memory.Item(SweepInput.PromptTokens, item),
                memory.Item(SweepInput.OutputTokens, item),
                memory.Item(SweepInput.CachedPromptTokens, item),
                memory.Item(SweepInput.Load, item));
            memory.Write(SweepOutput.TtftSeconds, row, item, point.TtftSeconds);
            memory.Write(SweepOutput.TpotSeconds, row, item, point.TpotSeconds);
            memory.Write(SweepOutput.E2eSeconds, row, item, point.E2eSeconds);
            memory.Write(SweepOutput.RequestsPerSecond, row, item, point.RequestsPerSecond);
            memory.Write(SweepOutput.OutputTokensPerSecond, row, item, point.OutputTokensPerSecond);
            memory.Write(SweepOutput.KvOccupancy, row, item, point.KvOccupancy);
            memory.Write(SweepOutput.PowerWatts, row, item, point.PowerWatts);
            memory.Write(SweepOutput.UsdPerMillionOutputTokens, row, item, point.UsdPerMillionOutputTokens);
            memory.Write(SweepOutput.JoulesPerOutputToken, row, item, point.JoulesPerOutputToken);
            memory.Write(SweepOutput.UnfitReason, row, item, point.UnfitReason);
        }
    }
}
