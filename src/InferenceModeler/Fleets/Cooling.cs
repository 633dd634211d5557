namespace InferenceModeler.Fleets;

/// <summary>How heat leaves a server, or a hall.</summary>
public enum Cooling
{
    Air,

    /// <summary>Liquid at the chips. Halls that have it cool air too.</summary>
    Liquid,
}
