namespace InferenceModeler.Sizing;

/// <summary>Counts rejections by reason and keeps the nearest miss of each.</summary>
public sealed class RejectionLog
{
    readonly Dictionary<RejectionReason, (int Count, double Distance, string Miss)> _entries = [];

    /// <param name="reason">Why.</param>
    /// <param name="distance">How far from passing, comparable within the reason; the first of the smallest stays.</param>
    /// <param name="miss">What missed and by how much; called only when it is the nearest so far.</param>
    /// <param name="count">Rejected at once.</param>
    public void Add(RejectionReason reason, double distance, Func<string> miss, int count = 1)
    {
        if (!_entries.TryGetValue(reason, out (int Count, double Distance, string Miss) entry)) entry = (0, double.PositiveInfinity, "");
        _entries[reason] = distance < entry.Distance || entry.Count == 0 ? (entry.Count + count, distance, miss()) : entry with { Count = entry.Count + count };
    }

    public IReadOnlyList<Rejection> Rejections => [.. _entries.OrderBy(e => e.Key).Select(e => new Rejection(e.Key, e.Value.Count, e.Value.Miss))];
}
