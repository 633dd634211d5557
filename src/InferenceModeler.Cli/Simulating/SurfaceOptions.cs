using System.CommandLine;
using System.Globalization;
using InferenceModeler.Compute;
using InferenceModeler.Cost;
using InferenceModeler.Data;
using InferenceModeler.Data.Simulations;
using InferenceModeler.Models;
using InferenceModeler.Serving;
using InferenceModeler.Sizing;
using InferenceModeler.Sweeping;
using InferenceModeler.Workloads;

namespace InferenceModeler.Cli.Simulating;

/// <summary>The options of <c>simulate --surface</c>: rates × concurrency limits × chunk sizes × layouts.</summary>
sealed class SurfaceOptions
{
    /// <summary>Counted requests of a point, where nobody says.</summary>
    public const int DefaultRequests = 4000;

    const int MostPoints = 100_000;

    // Of the closed form's saturated rate of the layout.
    static readonly double[] s_loads = [0.2, 0.4, 0.55, 0.7, 0.8, 0.9, 1, 1.15];

    static readonly int[] s_sequences = [16, 64, 256], s_chunks = [512, 2048, 8192];

    /// <summary>Whether the layouts are named, so that none is chosen.</summary>
    public bool NamesLayouts(ParseResult result) => result.GetValue(_layouts) is { Length: > 0 };

    // Layouts that are tried: the smallest that fits, then twice the tensor degree.
    const int DefaultLayouts = 3;

    readonly Option<string?> _surface = Options.Text("--surface", "Percentile surface over --rates, --sequences, --chunks and --layouts: a .parquet or .csv file with a row per point; --plot draws its heat maps.", "file");
    readonly Option<string[]> _rates = Options.Names("--rates", "Requests per second of the surface, such as 2,4,8; default: 20% to 115% of what the closed form says each layout saturates at.", "rates");
    readonly Option<string[]> _sequences = Options.Names("--sequences", "Most requests running at once (max_num_seqs), such as 16..1024*4; default: 16,64,256 and the engine's own.", "limits");
    readonly Option<string[]> _chunks = Options.Names("--chunks", "Tokens of a step (max_num_batched_tokens), such as 512,2048; default: 512,2048,8192 and the engine's own.", "tokens");
    readonly Option<string[]> _layouts = Options.Names("--layouts", "Layouts, such as tp2,tp4pp2; default: the smallest that fits, and twice and four times its tensor degree.", "layouts");

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _surface, _rates, _sequences, _chunks, _layouts }) command.Options.Add(option);
    }

    /// <summary>The file; null where no surface is asked for.</summary>
    /// <exception cref="InputException">An axis without a surface, or a file name of another kind.</exception>
    public string? File(ParseResult result)
    {
        if (result.GetValue(_surface) is { } file)
        {
            SurfaceFile.CheckName(file);
            return file;
        }
        foreach (Option<string[]> axis in new[] { _rates, _sequences, _chunks, _layouts })
            if (result.GetValue(axis)!.Length > 0) throw new InputException($"{axis.Name}: is an axis of a surface; give --surface FILE.parquet too");
        return null;
    }

    /// <summary>The questions of every point.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="question">What all points have in common.</param>
    /// <param name="coefficients">Of the step time.</param>
    /// <param name="layoutGiven">Whether the deployment's layout was asked for, so that it is the only one.</param>
    /// <param name="cancellation">Stops with <see cref="OperationCanceledException"/>.</param>
    public IReadOnlyList<SimulationQuestion> Questions(ParseResult result, SimulationQuestion question, CoefficientSet coefficients, bool layoutGiven, CancellationToken cancellation)
    {
        ServingEngine engine = question.Plan.Deployment.Engine;
        Layout[] layouts = LayoutsOf(result, question.Plan.Deployment, layoutGiven);
        int[] sequences = Axis(result, _sequences, [.. s_sequences.Where(s => s < engine.MaxSequences), engine.MaxSequences], 1 << 16);
        int[] chunks = Axis(result, _chunks, [.. s_chunks.Where(c => c < engine.MaxBatchedTokens), engine.MaxBatchedTokens], 1 << 20);
        double[] rates = [.. result.GetValue(_rates)!.Select(r => Quantities.Positive(r, _rates.Name, "requests per second")).Distinct().Order()];
        long points = (long)layouts.Length * sequences.Length * chunks.Length * (rates.Length > 0 ? rates.Length : s_loads.Length);
        if (points > MostPoints) throw new InputException($"--surface: {points.ToString("N0", CultureInfo.InvariantCulture)} points: at most {MostPoints:N0}; take fewer --rates, --sequences, --chunks or --layouts");
        PlannedDeployment Planned(Deployment deployment) => PlannedDeployment.Of(deployment, coefficients);
        if (rates.Length == 0 && question.Classes.Count > 0) throw new InputException("--classes: the closed form does not know at which rates to look; give --rates");
        double[] saturated = rates.Length > 0 ? [] : Saturated(question, [.. layouts.Select(l => Planned(question.Plan.Deployment with { Layout = l }))], cancellation);
        return [.. SurfacePoint.Questions(question, layouts, sequences, chunks, [.. layouts.Select((_, i) => rates.Length > 0 ? rates : [.. s_loads.Select(load => load * saturated[i])])], Planned).Select(q => q.Checked())];
    }

    static int[] Axis(ParseResult result, Option<string[]> option, int[] defaults, int most) => result.GetValue(option) is { Length: > 0 } parts ? [.. SweepAxis.Parse(parts, option.Name, 1, most).Values()] : defaults;

    Layout[] LayoutsOf(ParseResult result, Deployment deployment, bool layoutGiven)
    {
        ModelArchitecture model = deployment.Model;
        if (result.GetValue(_layouts) is { Length: > 0 } asked)
        {
            if (layoutGiven) throw new InputException("--layout and --layouts: give one of them");
            Layout[] layouts = [.. asked.Select(text => Layouts.Parse(text, _layouts.Name)).Distinct()];
            foreach (Layout layout in layouts)
                if (Layouts.Indivisible(model, layout) is { } why) throw new InputException($"--layouts {layout}: does not divide {model.Id}: {why}");
            return layouts;
        }
        if (layoutGiven) return [deployment.Layout];
        return [.. Enumerable.Range(0, DefaultLayouts).Select(i => deployment.Layout with { Tensor = deployment.Layout.Tensor << i })
            .Where(l => l.Tensor <= Math.Max(8, deployment.Accelerator.ScaleUpDomainAccelerators) && Layouts.Indivisible(model, l) is null)];
    }

    static double[] Saturated(SimulationQuestion question, PlannedDeployment[] plans, CancellationToken cancellation)
    {
        using HostBackend backend = new(1);
        RequestMix mix = question.Workload.Lengths.ToMix(MixRow.MostCells, question.Plan.Deployment.Model.MaxContextTokens).Mix;
        return [.. Capacities.Of(backend, plans, mix, new ServiceLimits { Percentile = 0.95 }, cancellation).Select(c => question.Replicas * c.SaturatedRequestsPerSecond)];
    }
}
