using System.CommandLine;
using InferenceModeler.Cli.FleetPlans;
using InferenceModeler.Cli.Output;

namespace InferenceModeler.Cli.Commands;

/// <summary>Compares two saved plans.</summary>
static class DiffCommand
{
    public static Command Create(Session session)
    {
        Argument<string> from = new("from") { Description = "A plan saved with plan --json." }, to = new("to") { Description = "Another one." };
        Option<bool> json = Options.Json();
        Verb command = new("diff", "Compare two saved plans: orders added, removed and moved, cost, quarters, limits.",
            "inference-modeler diff before.json after.json") { from, to, json };
        command.SetAction(result =>
        {
            PlanDifference difference = PlanDifference.Of(SavedPlan.Load(result.GetValue(from)!), SavedPlan.Load(result.GetValue(to)!));
            if (result.GetValue(json)) session.Json(difference);
            else DifferenceTables.Write(session, difference);
            return ExitCodes.Answered;
        });
        return command;
    }
}
