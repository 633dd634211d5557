using InferenceModeler.Hardware;
using InferenceModeler.Models;
using InferenceModeler.Numerics;
using InferenceModeler.Sizing;

namespace InferenceModeler.Cost;

/// <summary>How a coefficient's value came about.</summary>
public enum Standing
{
    /// <summary>Set by judgement.</summary>
    Assumed,

    /// <summary>Fitted on other accelerators or engines and carried over.</summary>
    Transferred,

    /// <summary>Fitted on measurements of this family and engine.</summary>
    Calibrated,

    /// <summary>Measured directly.</summary>
    Measured,
}

/// <summary>
/// One base value or factor of a coefficient. A condition that is null holds for all; <see cref="ModelKind"/> is one of <c>dense</c>, <c>moe</c>, <c>grouped</c>,
/// <c>latent</c>, <c>window</c>, <c>linear</c>, <c>wide</c>, <c>block</c>, <c>weight-only</c>; <see cref="Weights"/> a number format's name.
/// </summary>
/// <param name="Coefficient">What it is a value or factor of.</param>
/// <param name="Value">The base value in the coefficient's unit, or the factor.</param>
/// <param name="IsFactor">True for a factor on the base value.</param>
/// <param name="Standing">How it came about.</param>
/// <param name="Points">Measurements behind it; 0 where assumed.</param>
/// <param name="Source">Data set or reasoning.</param>
public sealed record CoefficientEntry(Coefficient Coefficient, double Value, bool IsFactor, Standing Standing, int Points, string Source)
{
    public string? Family { get; init; }
    public string? Accelerator { get; init; }
    public string? Engine { get; init; }
    public string? Weights { get; init; }
    public string? ModelKind { get; init; }

    /// <summary>Model id.</summary>
    public string? Model { get; init; }

    /// <summary>Standard deviation of the logarithm: how far a fit that starts here may stray, or what a fit left open; null takes the usual one of the coefficient.</summary>
    public double? Deviation { get; init; }

    /// <summary>
    /// What a fit left open of the logarithm, as multiples of independent standard normal variables that all entries of the set share: the entry's row of the lower triangular root
    /// of their covariance. Null where the entry's error is its own.
    /// </summary>
    public IReadOnlyList<double>? Loadings { get; init; }

    /// <summary>Generation of the engine's software (<see cref="EngineEra"/>).</summary>
    public string? Era { get; init; }

    public bool Holds(Deployment deployment) =>
        (Family is null || Family == deployment.Accelerator.Family)
        && (Accelerator is null || Accelerator == deployment.Accelerator.Id)
        && (Engine is null || Engine == deployment.Engine.Id)
        && (Era is null || Era == deployment.Engine.Era)
        && (Weights is null || Weights == CoefficientSet.MeasuredFormat(deployment.Precision.Weights).Name())
        && (Model is null || Model == deployment.Model.Id)
        && (ModelKind is null || CoefficientSet.ModelKinds(deployment.Model, deployment.Precision.Weights, deployment.Accelerator).Contains(ModelKind));
}

/// <summary>A resolved coefficient: its value, the entries it is the product of, and how far these measurements stand from the deployment.</summary>
public sealed record ResolvedCoefficient(Coefficient Coefficient, double Value, IReadOnlyList<CoefficientEntry> Entries, Standing Standing)
{
    /// <summary>Fewest measurements behind an entry that a fit may move; 0 where there is none.</summary>
    public int Points => Fitted(Entries).Select(e => e.Points).DefaultIfEmpty(0).Min();

    /// <summary>Standard deviation of the value's logarithm; 0 where none is told.</summary>
    public double Deviation => Math.Sqrt(Errors.Values.Sum(d => d * d));

    /// <summary>
    /// The error of the value's logarithm by independent sources, in standard deviations: numbers of the variables that the entries of a fit share (<see cref="CoefficientEntry.Loadings"/>), and
    /// entries whose error is their own.
    /// </summary>
    public IReadOnlyDictionary<object, double> Errors
    {
        get
        {
            Dictionary<object, double> errors = [];
            foreach (CoefficientEntry entry in Entries)
            {
                if (entry.Loadings is null) errors[entry] = entry.Deviation ?? 0;
                for (int variable = 0; variable < entry.Loadings?.Count; variable++) errors[variable] = errors.GetValueOrDefault(variable) + entry.Loadings[variable];
            }
            return errors;
        }
    }

    /// <summary>The entries that say how well a value is known: not those that are so by definition (deviation 0).</summary>
    internal static IReadOnlyList<CoefficientEntry> Fitted(IReadOnlyList<CoefficientEntry> entries) => [.. entries.Where(e => e.Deviation != 0)];
}

/// <summary>How many measurements of an accelerator family under an engine stand behind a set.</summary>
public sealed record CoefficientCoverage(string Family, string Engine, int Points)
{
    /// <summary>Ids of the models measured there; null where not told.</summary>
    public IReadOnlyList<string>? Models { get; init; }

    /// <summary>Of them, figures of power and energy.</summary>
    public int PowerPoints { get; init; }
}

/// <summary>All base values and factors, resolved per deployment: base × every factor whose conditions hold.</summary>
public sealed record CoefficientSet(string Name, string Date, IReadOnlyList<CoefficientEntry> Entries, IReadOnlyList<CoefficientCoverage> Coverage)
{
    /// <summary>How far measurements lie from predictions; the first that holds counts.</summary>
    public IReadOnlyList<ErrorSpread> Spreads { get; init; } = [];

    public IReadOnlyList<BenchmarkStart> Starts { get; init; } = [];

    /// <summary>Waits of published runs; the first that holds counts.</summary>
    public IReadOnlyList<BenchmarkWait> Waits { get; init; } = [];

    public IReadOnlyList<EngineEra> Eras { get; init; } = [];

    /// <summary>How the fit did on its own measurements and on what it was not shown.</summary>
    public IReadOnlyList<FitError> Errors { get; init; } = [];

    /// <summary>The name of the generation that a version of an engine belongs to; empty for the current one and for unknown versions.</summary>
    public string EraOf(string engine, string version) => Eras.FirstOrDefault(e => e.Engine == engine && e.Holds(version))?.Era ?? "";

    /// <summary>How benchmark runs begin under an engine.</summary>
    public BenchmarkStart StartOf(string engine) => Starts.FirstOrDefault(s => s.Engine is null || s.Engine == engine) ?? BenchmarkStart.None;

    /// <summary>Steps that a new request waited in published closed-loop runs of a deployment (<see cref="BenchmarkWait"/>).</summary>
    public double WaitStepsOf(Deployment deployment, double concurrency) => Waits.FirstOrDefault(w => w.Holds(deployment, concurrency))?.Steps ?? 0;

    /// <summary>Fewer measurements of a deployment make its prediction better, but not as sure as that of one that was measured through.</summary>
    public const int LeastOwnPoints = 8;

    /// <summary>How near the measurements behind the set are to a deployment.</summary>
    public Nearness NearnessOf(Deployment deployment) =>
        Entries.Any(e => e.Model is not null && e.Points >= LeastOwnPoints && e.Holds(deployment)) ? Nearness.Measured : PointsBehind(deployment) > 0 ? Nearness.Related : Nearness.Transferred;

    /// <summary>How far a measurement of a deployment may lie from its prediction.</summary>
    public ErrorSpread SpreadOf(string mode, string metric, string statistic, Deployment deployment)
    {
        Nearness nearness = NearnessOf(deployment);
        return Spreads.FirstOrDefault(s => s.Holds(mode, metric, statistic, deployment, nearness)) ?? ErrorSpread.Unknown;
    }

    /// <summary>How far the means of closed loops lie from their predictions: first tokens, times per token, end to end, throughput.</summary>
    public ClosedLoopSpreads ClosedLoopSpreadsOf(Deployment deployment)
    {
        ErrorSpread Of(string metric) => SpreadOf("closed", metric, "mean", deployment);
        return new(NearnessOf(deployment), Of("ttft_s"), Of("tpot_s"), Of("e2e_s"), Of("output_tokens_per_s"));
    }

    /// <summary>Measurements of the deployment's family under its engine; 0 where everything is carried over from others.</summary>
    public int PointsBehind(Deployment deployment) =>
        CoverageOf(deployment).Sum(c => c.Points);

    IEnumerable<CoefficientCoverage> CoverageOf(Deployment deployment) => Coverage.Where(c => c.Family == deployment.Accelerator.Family && c.Engine == deployment.Engine.Id);

    /// <summary>Every coefficient of a deployment, in the order of <see cref="Coefficient"/>.</summary>
    /// <exception cref="InputException">A coefficient has no base value that holds.</exception>
    public IReadOnlyList<ResolvedCoefficient> Resolve(Deployment deployment)
    {
        List<CoefficientEntry>[] holding = new List<CoefficientEntry>[Coefficients<Precise>.Count];
        for (int i = 0; i < holding.Length; i++) holding[i] = [];
        foreach (CoefficientEntry entry in Entries)
            if (entry.Holds(deployment)) holding[(int)entry.Coefficient].Add(entry);
        NumberFormat weights = deployment.Precision.Weights;
        bool covered = PointsBehind(deployment) > 0 && weights != NumberFormat.Int8, power = CoverageOf(deployment).Any(c => c.PowerPoints > 0);
        return [.. holding.Select((entries, i) => Combine((Coefficient)i, entries, IsPower((Coefficient)i) ? power : covered))];
    }

    ResolvedCoefficient Combine(Coefficient coefficient, List<CoefficientEntry> entries, bool covered)
    {
        if (entries.Count(e => !e.IsFactor) != 1)
            throw new InputException($"coefficients {Name}: {coefficient} needs exactly one base value that holds, found {entries.Count(e => !e.IsFactor)}");
        IReadOnlyList<CoefficientEntry> fitted = ResolvedCoefficient.Fitted(entries);
        Standing standing = (fitted.Count > 0 ? fitted : entries).Min(e => e.Standing);
        if (!covered && standing > Standing.Transferred) standing = Standing.Transferred;
        return new(coefficient, Limit(coefficient, entries.Aggregate(1.0, (product, e) => product * e.Value)), entries, standing);
    }

    /// <summary>Whether a coefficient tells of power and not of time.</summary>
    public static bool IsPower(Coefficient coefficient) => coefficient >= Coefficient.IdlePowerShare;

    /// <summary>Whether a coefficient is a share of what the hardware has.</summary>
    public static bool IsShare(Coefficient coefficient) => coefficient is <= Coefficient.ElementwiseEfficiency or Coefficient.LinkEfficiency;

    /// <summary>What a product of factors may claim at most: not more than the hardware has, nor a roof rounder than a sum.</summary>
    public static double Limit(Coefficient coefficient, double value) => coefficient switch
    {
        Coefficient.RoofRoundness or Coefficient.FloorRoundness or Coefficient.HostRoundness => Math.Min(value, 4),
        _ => IsShare(coefficient) ? Math.Min(value, 1) : value,
    };

    /// <summary>The weight format whose factors a format takes: 16-bit floats run alike, and nobody publishes 8-bit integer serving, so it takes those of 8-bit floats.</summary>
    public static NumberFormat MeasuredFormat(NumberFormat weights) => weights switch
    {
        NumberFormat.Int8 => NumberFormat.Fp8,
        NumberFormat.Fp16 => NumberFormat.Bf16,
        _ => weights,
    };

    // Experts as wide as dense feed-forwards (Mixtral 14,336): their products fill tiles that those of fine-grained experts (768 to 4,096) leave half empty.
    const int WideExpert = 6144;

    /// <summary>The kinds that a model is of at a weight format on an accelerator; <c>weight-only</c>: stored in 4 bit and computed in 16.</summary>
    public static IReadOnlyList<string> ModelKinds(ModelArchitecture model, NumberFormat weights, AcceleratorSpec accelerator)
    {
        List<string> kinds = [model.IsMixtureOfExperts ? "moe" : "dense", model.Attention == AttentionKind.Latent ? "latent" : "grouped"];
        if (model.WindowLayers > 0 && model.WindowLayers < model.Layers) kinds.Add("window");
        if (model.LinearLayers > 0) kinds.Add("linear");
        if (model.ExpertIntermediateSize >= WideExpert) kinds.Add("wide");
        if (WeightFormats.IsBlockScaled(model, weights)) kinds.Add("block");
        if (weights.Bits() < 8 && WeightFormats.Compute(accelerator, weights) != weights) kinds.Add("weight-only");
        return kinds;
    }

    /// <summary>The values alone, in the double lane.</summary>
    public static Coefficients<Precise> Values(IReadOnlyList<ResolvedCoefficient> resolved)
    {
        ResolvedSource source = new(resolved);
        return Coefficients<Precise>.From(ref source);
    }

    /// <summary>Values in the order of <see cref="Coefficient"/>, in the double lane.</summary>
    public static Coefficients<Precise> Values(IReadOnlyList<double> values)
    {
        ValueSource source = new(values);
        return Coefficients<Precise>.From(ref source);
    }

    readonly struct ValueSource(IReadOnlyList<double> values) : ICoefficientSource<Precise>
    {
        public Precise Get(int coefficient) => new(values[coefficient]);
    }

    readonly struct ResolvedSource(IReadOnlyList<ResolvedCoefficient> resolved) : ICoefficientSource<Precise>
    {
        public Precise Get(int coefficient) => new(resolved[coefficient].Value);
    }
}
