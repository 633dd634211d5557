using InferenceModeler.Numerics;

namespace InferenceModeler.Serving;

/// <summary>One scheduler of a pool with the requests that were routed to it.</summary>
sealed class ServingQueue
{
    readonly ServingSetup _setup;
    readonly AdmissionRule _admission;
    readonly LogHistogram _gaps;
    readonly int[] _words;
    ServingRequest[] _requests = new ServingRequest[256];
    int _firstOpen;

    public ServingQueue(ServingSetup setup, AdmissionRule admission, LogHistogram gaps)
    {
        (_setup, _admission, _gaps) = (setup, admission, gaps);
        _words = new int[setup.Rules.StateWords];
        State.FreeBlocks = setup.Rules.KvBlocks;
    }

    public ServingState State;

    public int Count { get; private set; }

    public ReadOnlySpan<ServingRequest> Requests => _requests.AsSpan(0, Count);

    public void Add(in ServingRequest request)
    {
        if (Count == _requests.Length) Array.Resize(ref _requests, 2 * Count);
        _requests[Count++] = request;
    }

    public unsafe void Advance(long untilMicroseconds)
    {
        fixed (int* words = _words)
        fixed (ServingRequest* requests = _requests)
        {
            HostServingMemory memory = new(words, requests, _gaps);
            if (_admission == AdmissionRule.NoEvict)
                ServingReplica.Run<DeploymentClock, NoEvictAdmission, HostServingMemory>(ref memory, ref State, in _setup.Clock, in _setup.Rules, Count, untilMicroseconds);
            else
                ServingReplica.Run<DeploymentClock, RecomputeAdmission, HostServingMemory>(ref memory, ref State, in _setup.Clock, in _setup.Rules, Count, untilMicroseconds);
        }
    }

    /// <summary>Whether the first <paramref name="count"/> requests are finished.</summary>
    public bool HasFinished(int count)
    {
        while (_firstOpen < count && _requests[_firstOpen].FinishedMicroseconds >= 0) _firstOpen++;
        return _firstOpen >= count;
    }

    /// <summary>The numbers of the requests that were preempted and wait again.</summary>
    public HashSet<int> Preempted()
    {
        HashSet<int> preempted = [];
        for (int link = State.LastPreempted; link != 0; link = _requests[link - 1].Link) preempted.Add(link - 1);
        return preempted;
    }

    /// <summary>Holds the run to its laws, exactly: none lost, Little's law, no step without progress.</summary>
    /// <exception cref="InvalidOperationException">A law is violated, which is a defect of the simulator.</exception>
    public void Check()
    {
        long present = 0, finished = 0;
        for (int i = 0; i < State.Arrived; i++)
        {
            ref readonly ServingRequest request = ref _requests[i];
            bool isDone = request.FinishedMicroseconds >= 0;
            if (isDone) finished++;
            present += (isDone ? request.FinishedMicroseconds : State.Now) - request.ArrivalMicroseconds;
        }
        if (State.Fault != 0) throw new InvalidOperationException($"the simulated step {State.Steps} moved no token");
        if (finished != State.Finished || State.Arrived != State.Finished + State.Running + State.Waiting || Preempted().Count != State.Preempted)
            throw new InvalidOperationException($"of {State.Arrived} simulated requests {finished} finished, {State.Running} run and {State.Waiting} wait");
        if (present != State.PresenceArea)
            throw new InvalidOperationException($"Little's law: the simulated requests were present for {present} µs, the replica counted {State.PresenceArea} µs");
    }
}
