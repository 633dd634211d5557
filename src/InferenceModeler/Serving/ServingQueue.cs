using InferenceModeler.Numerics;

namespace InferenceModeler.Serving;

/// <summary>One scheduler of a pool with the requests that were routed to it.</summary>
sealed class ServingQueue
{
    readonly ServingSetup _setup;
    readonly AdmissionRule _admission;
    readonly LogHistogram _gaps;
    int[] _words = [];
    ServingRequest[] _requests;
    int _firstOpen;

    /// <param name="setup">The deployment.</param>
    /// <param name="admission">What it promises.</param>
    /// <param name="gaps">Receives the seconds between tokens.</param>
    /// <param name="requests">Requests that it is likely to get.</param>
    public ServingQueue(ServingSetup setup, AdmissionRule admission, LogHistogram gaps, int requests)
    {
        (_setup, _admission, _gaps) = (setup, admission, gaps);
        _requests = new ServingRequest[Math.Max(requests, 16)];
        State.FreeBlocks = setup.Rules.KvBlocks;
    }

    public ServingState State;

    public int Count { get; private set; }

    public ReadOnlySpan<ServingRequest> Requests => _requests.AsSpan(0, Count);

    public void Add(in ServingRequest request)
    {
        if (Count == _requests.Length) Array.Resize(ref _requests, Count + Count / 2);
        _requests[Count++] = request;
    }

    public unsafe void Advance(long untilMicroseconds)
    {
        HaveSlots();
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

    /// <summary>Slots for all that may run before the next call: few queues ever need the engine's limit, and thousands of them must lie in the cache.</summary>
    void HaveSlots()
    {
        int slots = Math.Min(_setup.Rules.MaxSequences, Math.Max(Count - State.Finished, State.UsedSlots)), words = _setup.Rules.Slot(slots);
        if (words <= _words.Length) return;
        slots = Math.Min(_setup.Rules.MaxSequences, slots + slots / 2);
        Array.Resize(ref _words, _setup.Rules.Slot(slots));
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
