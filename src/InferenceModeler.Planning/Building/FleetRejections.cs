using InferenceModeler.Sizing;

namespace InferenceModeler.Planning.Building;

/// <summary>What was no deployment: of each model before any load was looked at, of each class where it misses the limits.</summary>
sealed class FleetRejections(int classes)
{
    public List<RejectionLog> OfModels { get; } = [];

    public IReadOnlyList<RejectionLog> OfClasses { get; } = [.. Enumerable.Range(0, classes).Select(_ => new RejectionLog())];

    /// <summary>What more is turned down is not told to these.</summary>
    public FleetRejections Copy()
    {
        FleetRejections copy = new(OfClasses.Count);
        copy.OfModels.AddRange(OfModels);
        for (int c = 0; c < OfClasses.Count; c++)
            foreach (Rejection rejection in OfClasses[c].Rejections) copy.OfClasses[c].Add(rejection.Reason, 0, () => rejection.NearestMiss, rejection.Count);
        return copy;
    }

    /// <summary>By reason, over all.</summary>
    public IReadOnlyList<Rejection> All => [.. OfModels.Concat(OfClasses).SelectMany(log => log.Rejections)
        .GroupBy(r => r.Reason).OrderBy(g => g.Key).Select(g => new Rejection(g.Key, g.Sum(r => r.Count), g.First().NearestMiss))];

    /// <summary>Why a class has no deployment: the nearest miss of the last hurdle; blank where nothing came near.</summary>
    public string Why(int classIndex) => OfClasses[classIndex].Rejections.Concat(OfModels.SelectMany(log => log.Rejections)).Select(r => $" ({r.NearestMiss})").FirstOrDefault("");
}
