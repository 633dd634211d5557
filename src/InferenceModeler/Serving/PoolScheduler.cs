using System.Buffers;
using InferenceModeler.Numerics;
using InferenceModeler.Workloads;

namespace InferenceModeler.Serving;

/// <summary>One scheduler of a pool with the requests that were routed to it.</summary>
public sealed class PoolScheduler
{
    readonly ServingSetup _setup;
    readonly LogHistogram _gaps;
    readonly Dictionary<int, int> _units = [];
    int[] _words;
    ServingRequest[] _requests;
    PrefixPart[] _parts = [];
    int[] _firstParts = [0];
    int _unitCount;
    IReadOnlyList<PoolScheduler> _together = [];

    /// <param name="setup">The deployment.</param>
    /// <param name="admission">How it schedules.</param>
    /// <param name="gaps">Receives the seconds between tokens.</param>
    /// <param name="requests">Requests that it is likely to get.</param>
    internal PoolScheduler(ServingSetup setup, AdmissionRule admission, LogHistogram gaps, int requests)
    {
        (_setup, Admission, _gaps) = (setup, admission, gaps);
        LikelyRequests = Math.Max(requests, 16);
        _requests = ArrayPool<ServingRequest>.Shared.Rent(LikelyRequests);
        State.FreeBlocks = setup.Rules.KvBlocks;
        _words = new int[setup.Rules.StateWords];
        if (setup.IsCaching) (_parts, _firstParts) = (new PrefixPart[256], new int[257]);
    }

    public ServingState State;

    public ServingSetup Setup => _setup;

    public AdmissionRule Admission { get; }

    public int Count { get; private set; }

    public int Present => Count - State.Finished - State.TimedOut - State.Rejected;

    internal long LastStepMicroseconds => State.StepMicroseconds;

    internal int HeldBlocks => _setup.Rules.KvBlocks - State.FreeBlocks;

    public ReadOnlySpan<ServingRequest> Requests => _requests.AsSpan(0, Count);

    /// <summary>About as many requests as it will get.</summary>
    public int LikelyRequests { get; }

    /// <summary>Of all prompts, one after the other.</summary>
    public ReadOnlySpan<PrefixPart> Parts => _parts.AsSpan(0, _firstParts[Count]);

    /// <summary>Where each request's parts begin, and where the last one's end.</summary>
    public ReadOnlySpan<int> FirstParts => _firstParts.AsSpan(0, Count + 1);

    /// <summary>Words of state that it needs for the requests so far.</summary>
    public int Words => _setup.Rules.StateWords + _unitCount * _setup.Rules.UnitWords;

    /// <param name="request">Not earlier than the one before.</param>
    /// <param name="parts">Null where it shares its prompt with nobody.</param>
    internal void Add(in ServingRequest request, IReadOnlyList<PrefixPart>? parts)
    {
        if (Count == _requests.Length) Rent(Count + Count / 2);
        _requests[Count] = request;
        if (_setup.IsCaching) AddParts(in request, parts);
        Count++;
    }

    /// <summary>Gives the memory of its requests back: seeds come by the thousand, and what is as large is otherwise collected with the whole heap.</summary>
    internal void Release()
    {
        ArrayPool<ServingRequest>.Shared.Return(_requests);
        (_requests, Count) = ([], 0);
    }

    void Rent(int length)
    {
        ServingRequest[] wider = ArrayPool<ServingRequest>.Shared.Rent(length);
        Requests.CopyTo(wider);
        ArrayPool<ServingRequest>.Shared.Return(_requests);
        _requests = wider;
    }

    void AddParts(in ServingRequest request, IReadOnlyList<PrefixPart>? parts)
    {
        int first = _firstParts[Count], count = parts?.Count ?? 1;
        if (Count + 2 > _firstParts.Length) Array.Resize(ref _firstParts, 2 * _firstParts.Length);
        while (first + count > _parts.Length) Array.Resize(ref _parts, 2 * _parts.Length);
        // Without parts the prompt is a unit of its own, which its request finds again after a preemption.
        if (parts is null) _parts[first] = new(_unitCount++, request.PromptTokens);
        else
        {
            for (int i = 0; i < count; i++)
            {
                if (!_units.TryGetValue(parts[i].Unit, out int unit)) _units.Add(parts[i].Unit, unit = _unitCount++);
                _parts[first + i] = new(unit, parts[i].EndTokens);
            }
        }
        _firstParts[Count + 1] = first + count;
    }

    /// <summary>Tokens at the start of such a prompt that lie in the accelerators' memory.</summary>
    internal int CachedTokens(IReadOnlyList<PrefixPart> parts)
    {
        int start = 0, block = _setup.Rules.BlockTokens;
        foreach (PrefixPart part in parts)
        {
            int end = part.EndTokens / block, at = _units.TryGetValue(part.Unit, out int unit) ? _setup.Rules.InTier(unit, ServingRules.DeviceTier) : int.MaxValue;
            int held = at < _words.Length ? _words[at] : 0;
            if (held < end - start) return (start + held) * block;
            start = end;
        }
        return start * block;
    }

    /// <summary>Lets these ranks of one replica take their steps together: each advances all.</summary>
    internal static void Join(IReadOnlyList<PoolScheduler> ranks)
    {
        foreach (PoolScheduler rank in ranks) rank._together = ranks;
    }

    public void Advance(long untilMicroseconds)
    {
        switch (Admission)
        {
            case AdmissionRule.NoEvict:
                Advance<NoEvictAdmission>(untilMicroseconds);
                break;
            case AdmissionRule.Priority:
                Advance<PriorityAdmission>(untilMicroseconds);
                break;
            case AdmissionRule.Retract:
                Advance<RetractAdmission>(untilMicroseconds);
                break;
            default:
                Advance<RecomputeAdmission>(untilMicroseconds);
                break;
        }
    }

    void Advance<TAdmission>(long untilMicroseconds) where TAdmission : struct, IAdmission
    {
        if (_setup.IsCaching) Run<Caching<TAdmission>>(untilMicroseconds);
        else Run<TAdmission>(untilMicroseconds);
    }

    void Run<TAdmission>(long untilMicroseconds) where TAdmission : struct, IAdmission
    {
        if (_together.Count == 0)
        {
            HostServingMemory memory = Memory();
            ServingReplica.Run<DeploymentClock, TAdmission, HostServingMemory>(ref memory, ref State, in _setup.Clock, in _setup.Rules, Count, untilMicroseconds);
            return;
        }
        HostServingMemory[] memories = [.. _together.Select(rank => rank.Memory())];
        ServingState[] states = [.. _together.Select(rank => rank.State with { Known = rank.Count })];
        ServingReplica.RunTogether<DeploymentClock, TAdmission, HostServingMemory, HostServingGroup>(new(memories, states), in _setup.Clock, in _setup.Rules, untilMicroseconds);
        for (int rank = 0; rank < states.Length; rank++) _together[rank].State = states[rank];
    }

    HostServingMemory Memory()
    {
        if (Words > _words.Length) Array.Resize(ref _words, Words + (Words - _setup.Rules.StateWords) / 2);
        return new(_words, _requests, _gaps, _parts, _firstParts);
    }

    /// <summary>Whether the first <paramref name="count"/> requests are finished or have left.</summary>
    internal bool HasFinished(int count) => State.Oldest >= count;

    /// <summary>Takes back what became of its requests elsewhere.</summary>
    /// <param name="requests">All of them.</param>
    /// <param name="gaps">Tokens by bin of <see cref="TokenGaps"/>.</param>
    public void TakeHome(ReadOnlySpan<ServingRequest> requests, ReadOnlySpan<int> gaps)
    {
        requests.CopyTo(_requests);
        for (int bin = 0; bin < gaps.Length; bin++)
            if (gaps[bin] > 0) _gaps.AddToBin(TokenGaps.FirstBin + bin, gaps[bin]);
    }

    /// <summary>Holds the run to its laws, exactly: none lost, Little's law, no step without progress, no block lost.</summary>
    /// <exception cref="InvalidOperationException">A law is violated, which is a defect of the simulator.</exception>
    internal void Check()
    {
        long present = 0;
        int finished = 0, left = 0, running = 0;
        foreach (ref readonly ServingRequest request in _requests.AsSpan(0, State.Arrived))
        {
            if (request.Status == RequestStatus.Finished) finished++;
            else if (request.IsDone) left++;
            else if (request.IsRunning) running++;
            present += (request.IsDone ? request.DoneMicroseconds : State.Now) - request.ArrivalMicroseconds;
        }
        int waiting = State.Arrived - finished - left - running;
        if (State.Fault != 0) throw new InvalidOperationException($"the simulated step {State.Steps} moved no token");
        if (finished != State.Finished || left != State.TimedOut + State.Rejected || running != State.Running || waiting != State.Waiting)
            throw new InvalidOperationException($"of {State.Arrived} simulated requests {finished} finished, {left} left, {running} run and {waiting} wait; the replica counted {State.Finished}, {State.TimedOut + State.Rejected}, {State.Running} and {State.Waiting}");
        if (present != State.PresenceArea)
            throw new InvalidOperationException($"Little's law: the simulated requests were present for {present} µs, the replica counted {State.PresenceArea} µs");
        if (State.KeptBlocks < 0 || State.KeptBlocks > State.FreeBlocks || State.FreeBlocks > _setup.Rules.KvBlocks || (State.Running == 0 && State.FreeBlocks != _setup.Rules.KvBlocks))
            throw new InvalidOperationException($"of {_setup.Rules.KvBlocks} blocks {State.FreeBlocks} are free and {State.KeptBlocks} kept while {State.Running} requests run");
    }
}
