using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using InferenceModeler.Cli.FleetPlans;
using InferenceModeler.Cli.Output;
using InferenceModeler.Compute;
using InferenceModeler.Fleets;
using InferenceModeler.Fleets.Edits;
using InferenceModeler.Kernels;
using InferenceModeler.Planning.Replays;
using InferenceModeler.Planning.Solving;
using InferenceModeler.Sizing;

namespace InferenceModeler.Cli.Commands;

/// <summary>From demand over space and time to what to order when.</summary>
static class PlanCommand
{
    const int MostWorlds = 1_000_000;

    // Prices and forecasts are not known any better.
    const double DefaultGap = 0.01;

    public static Command Create(Session session)
    {
        Argument<string?> file = new("scenario") { Description = "Scenario file (YAML); without it, a default scenario.", Arity = ArgumentArity.ZeroOrOne };
        Option<GrowthCase?> growth = Options.Choice<GrowthCase>("--growth", "Which of the growth rates: low, mid or high; default: as the scenario says, or mid.");
        Option<PlanObjective?> minimise = Options.Choice<PlanObjective>("--minimise", "What the plan minimises: cost, carbon or accelerators; default: as the scenario says, or cost.");
        Option<SimulateExtent?> simulate = Options.Choice<SimulateExtent>("--simulate",
            "Deployments whose capacity is simulated: best (those that plans use), full (all that the optimiser chooses from) or none (the closed form alone); default: as the scenario says, or best.");
        Option<string[]> discounts = Repeated("--discount", "Off all prices of a provider, such as aws=18%; may be given several times.", "provider=percent");
        Option<string[]> whatIfs = Repeated("--what-if", $"A change to plan with too and compare, such as {string.Join(", ", ScenarioEdits.Examples)}; several with commas change together; may be given several times.", "change");
        Option<double?> timeLimit = Options.Duration("--time-limit", "Ends the search of each plan with the best found; default: none.");
        Option<double?> gap = Options.Checked<double?>("--gap", $"How far a plan may be from the bound before the search goes on; default {100 * DefaultGap:0.##}%.", "percent", Gap);
        Option<string?> coefficients = Options.Coefficients(), catalog = CatalogCommand.Overlay(), device = DeviceOption.Create();
        Option<string?> plot = Options.Text("--plot", "Draw capacity, cost, the map and the margin into a .png or .svg file.", "file");
        Option<string?> output = Options.Text("--output", "Write the orders and the quarters to FILE-orders.parquet and FILE-quarters.parquet, each whole or not at all.", "FILE.parquet");
        Option<bool> overwrite = new("--overwrite") { Description = "Replace the files of --output." };
        Option<int?> worlds = Options.Whole("--worlds", "Try the plan, and plans with less and more caution, in so many worlds that differ in what nobody knows when ordering.", 1, MostWorlds);
        Option<int?> seed = Options.Whole("--seed", "Draws the worlds; default 1.", 0);
        Option<bool> replay = new("--replay") { Description = "Replay the plan in the simulator: whether each class keeps its limits in each site and hour, with all zones and with one lost; and how much power each site draws against its nameplate." };
        Option<bool> json = Options.Json();
        Verb command = new("plan", "Plan a fleet quarter by quarter: what to order when and where, what it costs, what binds, and how far from the best it may be.",
            "inference-modeler plan",
            "inference-modeler plan examples/plan-growth.yaml --growth high --json",
            "inference-modeler plan examples/plan-clouds.yaml --discount aws=18% --what-if price:h100=-20% --what-if without:azure")
        {
            file, growth, minimise, simulate, discounts, whatIfs, timeLimit, gap, worlds, seed, replay, coefficients, catalog, device, output, overwrite, plot, json,
        };
        command.SetAction(result =>
        {
            long started = Stopwatch.GetTimestamp();
            string? picture = result.GetValue(plot);
            if (picture is not null) PlanPlot.CheckName(picture);
            PlanFiles? files = result.GetValue(output) is { } path ? PlanFiles.Of(path, result.GetValue(overwrite)) : null;
            if (files is null && result.GetValue(overwrite)) throw new InputException("--overwrite needs --output FILE.parquet");
            if (result.GetValue(seed) is not null && result.GetValue(worlds) is null) throw new InputException("--seed needs --worlds N");
            PlanInput input = PlanInput.Of(result.GetValue(file), result.GetValue(catalog), result.GetValue(coefficients), result.GetValue(growth), Objective(result.GetValue(minimise)),
                result.GetValue(simulate), result.GetValue(discounts)!, result.GetValue(whatIfs)!, session.Note);
            SolveLimits limits = new() { Seconds = result.GetValue(timeLimit), Gap = result.GetValue(gap) ?? DefaultGap };
            DeviceChoice choice = DeviceOption.Asked(result.GetValue(device));
            using IComputeBackend backend = choice.Open(Environment.ProcessorCount);
            Planner planner = new(session, input, backend, limits);
            SolvedPlan solved = planner.Solve(input.Scenario, "plan");
            Waiting? waiting = Waiting.Of(solved, planner, input.Catalog);
            WhatIf[] compared = [.. input.WhatIfs.Select((w, i) => planner.Try(w.Edit, w.Scenario, $"what-if {i + 1} of {input.WhatIfs.Count}, {w.Edit}"))];
            PlanWorlds? tried = result.GetValue(worlds) is { } count && solved.Plan is not null ? PlanWorlds.Of(solved, planner, backend, count, (uint)(result.GetValue(seed) ?? 1), session.Cancellation) : null;
            IReadOnlyList<ReplayedPlace>? replayed = result.GetValue(replay) && solved.Plan is not null ? planner.Replay(solved) : null;
            IReadOnlyList<SiteFeeder>? feeders = replayed is null ? null : planner.Feeders(solved);
            DeviceOption.Tell(session, choice);
            session.Note($"built in {Format.Seconds(solved.BuildSeconds)}, {(planner.Simulations > 0 ? $"{Format.Count(planner.Simulations)} {(planner.Simulations == 1 ? "capacity" : "capacities")} simulated and " : "")}solved in {Format.Seconds(solved.SolveSeconds)}");
            if (solved.Plan is { } plan)
            {
                files?.Write(plan);
                if (picture is not null) PlanPlot.Save(picture, plan, solved.Costs!, solved.Scenario);
            }
            PlanReport report = new(solved, waiting, compared, tried, replayed, feeders, backend.Device.ToString(), Stopwatch.GetElapsedTime(started).TotalSeconds);
            if (result.GetValue(json)) session.Json(PlanDocument.Of(report));
            else PlanTables.Write(session, report);
            return solved.Plan is not null ? ExitCodes.Answered : ExitCodes.AnsweredNo;
        });
        return command;
    }

    static FleetObjective? Objective(PlanObjective? asked) => asked switch
    {
        PlanObjective.Cost => FleetObjective.Cost,
        PlanObjective.Carbon => FleetObjective.Carbon,
        PlanObjective.Accelerators => FleetObjective.Accelerators,
        _ => null,
    };

    static double? Gap(string text) => double.TryParse(text.TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out double percent) && text.EndsWith('%') && percent is >= 0 and < 100
        ? percent / 100
        : throw new InputException($"--gap '{text}': must be a percentage from 0% to below 100%, for example 1%");

    static Option<string[]> Repeated(string name, string description, string helpName) => new(name) { Description = description, HelpName = helpName, DefaultValueFactory = _ => [] };
}
