namespace InferenceModeler.Worlds;

/// <summary>What a fleet is tried without, beside what has failed.</summary>
[Flags]
public enum WorldLosses
{
    None = 0,

    /// <summary>The fullest zone of every site: what is left of each site carries the site's share of the work, so that any one zone may be lost and no work moves between sites.</summary>
    Zones = 1,

    /// <summary>Each site in turn, its zones all; its work goes to the others.</summary>
    Sites = 2,

    /// <summary>Each region in turn with all its sites, their zones all; its work goes to the others. The loss of one of its sites is part of it.</summary>
    Regions = 4,
}
