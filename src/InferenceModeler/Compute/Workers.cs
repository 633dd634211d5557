using System.Runtime.ExceptionServices;

namespace InferenceModeler.Compute;

/// <summary>Threads that share work; the first failure of one is thrown as it is.</summary>
public static class Workers
{
    public static void Each(int count, int threads, Action<int> work, CancellationToken cancellation)
    {
        try
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, work);
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }
    }
}
