namespace InferenceModeler.Cli.FleetPlans;

/// <summary>What a plan can minimise by an option.</summary>
enum PlanObjective
{
    Cost,
    Carbon,
    Accelerators,
}
