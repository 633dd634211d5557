using InferenceModeler.Compute;
using InferenceModeler.Cost;
using InferenceModeler.Numerics;

namespace InferenceModeler.Bench;

/// <summary>A group of operators of a step.</summary>
interface IOperator
{
    static abstract T Seconds<T>(in PreparedDeployment<T> p, in Batch<T> batch) where T : struct, IReal<T>;
}

/// <summary>One group alone, over deployments × batches.</summary>
readonly struct OperatorBody<TOperator> : IBody where TOperator : struct, IOperator
{
    public static int RowFields => SweepRow.Fields;

    public static int ItemFields => BatchColumns.Count;

    public static int Outputs => 1;

    public static void Run<T, TMemory>(ref TMemory memory, int row, int first, int count)
        where T : struct, IReal<T>
        where TMemory : struct, IMemory<T>
    {
        PreparedDeployment<T> p = PreparedDeployment<T>.Read(ref memory, row, 0);
        for (int item = first; item < first + count; item += T.Lanes)
        {
            Batch<T> batch = new()
            {
                DecodeSequences = memory.Item(BatchColumns.DecodeSequences, item),
                ContextTokens = memory.Item(BatchColumns.ContextTokens, item),
                PrefillTokens = memory.Item(BatchColumns.PrefillTokens, item),
                PrefillOffsetTokens = memory.Item(BatchColumns.PrefillOffsetTokens, item),
                ChunkTokens = memory.Item(BatchColumns.ChunkTokens, item),
                PrefillSequences = memory.Item(BatchColumns.PrefillSequences, item),
            };
            memory.Write(0, row, item, TOperator.Seconds(in p, in batch));
        }
    }
}

readonly struct Matrices : IOperator { public static T Seconds<T>(in PreparedDeployment<T> p, in Batch<T> b) where T : struct, IReal<T> => StepTime.Matrices(in p, b.DecodeSequences + b.PrefillTokens); }

readonly struct Experts : IOperator { public static T Seconds<T>(in PreparedDeployment<T> p, in Batch<T> b) where T : struct, IReal<T> => StepTime.Experts(in p, b.DecodeSequences + b.PrefillTokens); }

readonly struct Attention : IOperator { public static T Seconds<T>(in PreparedDeployment<T> p, in Batch<T> b) where T : struct, IReal<T> => StepTime.Attention(in p, in b); }

readonly struct Communication : IOperator { public static T Seconds<T>(in PreparedDeployment<T> p, in Batch<T> b) where T : struct, IReal<T> => StepTime.Communication(in p, b.DecodeSequences + b.PrefillTokens); }

readonly struct Head : IOperator { public static T Seconds<T>(in PreparedDeployment<T> p, in Batch<T> b) where T : struct, IReal<T> => StepTime.Head(in p, b.DecodeSequences); }

readonly struct WholeStep : IOperator { public static T Seconds<T>(in PreparedDeployment<T> p, in Batch<T> b) where T : struct, IReal<T> => StepTime.Seconds(in p, in b); }
