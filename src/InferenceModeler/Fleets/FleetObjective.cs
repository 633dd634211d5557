namespace InferenceModeler.Fleets;

/// <summary>What a plan minimises: the sum of cost, carbon and accelerators at these weights.</summary>
/// <param name="UsdWeight">Per US dollar.</param>
/// <param name="UsdPerTonne">Per tonne of CO2.</param>
/// <param name="UsdPerAcceleratorQuarter">Per accelerator that stands for a quarter.</param>
public readonly record struct FleetObjective(double UsdWeight, double UsdPerTonne, double UsdPerAcceleratorQuarter)
{
    /// <summary>Of objectives other than cost, to choose the cheaper of equals.</summary>
    const double TieBreak = 1e-6;

    /// <summary>Whether dollars are minimised, with what carbon and accelerators weigh beside them; else one of these alone.</summary>
    public bool IsCost => UsdWeight >= 1;

    public static FleetObjective Cost => new(1, 0, 0);

    public static FleetObjective Carbon => new(TieBreak, 1, 0);

    public static FleetObjective Accelerators => new(TieBreak, 0, 1);
}
