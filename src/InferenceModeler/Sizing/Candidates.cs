using InferenceModeler.Cost;
using InferenceModeler.Hardware;
using InferenceModeler.Models;
using InferenceModeler.Serving;

namespace InferenceModeler.Sizing;

/// <summary>Enumerates deployments of a model: accelerators × layouts × precisions × engines × step budgets, and says why each of the others is none.</summary>
public static class Candidates
{
    /// <param name="catalog">Facts.</param>
    /// <param name="model">The model to serve.</param>
    /// <param name="policy">What may be considered.</param>
    /// <param name="offers">What can be bought where (<see cref="Offers"/>).</param>
    /// <exception cref="InputException">A named accelerator, engine or layout cannot be used at all.</exception>
    public static CandidateSet Enumerate(Catalog catalog, ModelArchitecture model, CandidatePolicy policy, ILookup<string, InstanceOffer> offers)
    {
        foreach (Layout layout in policy.Layouts)
            if (Layouts.Indivisible(model, layout) is { } why) throw new InputException($"layout {layout}: does not divide {model.Id}: {why}");
        RejectionLog log = new();
        List<Candidate> candidates = [];
        ILookup<string, SupportRule> support = catalog.Support.ToLookup(r => r.Family);
        foreach (AcceleratorSpec accelerator in catalog.Accelerators)
        {
            double? assumed = policy.AssumedUsdPerAcceleratorHour.TryGetValue(accelerator.Id, out double usd) ? usd : null;
            bool named = policy.Accelerators.Contains(accelerator.Id) || assumed is not null;
            if (policy.Accelerators.Count > 0 && !named) continue;
            List<InstanceOffer> here = [.. offers[accelerator.Id]];
            if (!named && !Available(accelerator, here, log)) continue;
            if (here.Count == 0) here = [Unpriced(accelerator)];
            if (assumed is { } price) here = [.. here.Select(o => o with { Price = Price.Assumed(price, o.Instance) })];
            foreach (ServingEngine engine in Engines(catalog, policy, accelerator, log, support[accelerator.Family]))
                foreach (Precision precision in Formats(model, accelerator, policy, support[accelerator.Family].Where(r => r.Engine == engine.Id), log))
                    AddLayouts(model, accelerator, engine, precision, policy, here, candidates, log);
        }
        return new(candidates, log);
    }

    static bool Available(AcceleratorSpec accelerator, List<InstanceOffer> offers, RejectionLog log)
    {
        if (accelerator.Status != AcceleratorStatus.GenerallyAvailable)
        {
            log.Add(RejectionReason.NotGenerallyAvailable, -accelerator.Year, () => $"{accelerator.Id} is {Choices.Name(accelerator.Status)}; name it with --accelerators to look at it");
            return false;
        }
        if (offers.Count > 0) return true;
        log.Add(RejectionReason.NotOfferedHere, -accelerator.Year, () => $"{accelerator.Id} has no usable price in an allowed region; name it with --accelerators to look at it");
        return false;
    }

    // An accelerator that was named and nobody sells: one server of its scale-up domain, at most eight, at an unknown cost.
    static InstanceOffer Unpriced(AcceleratorSpec accelerator)
    {
        int size = Math.Clamp(accelerator.ScaleUpDomainAccelerators, 1, 8);
        Provenance assumed = new("assumed server", "", Confidence.Low, "no offer in the catalog");
        Instance instance = new()
        {
            Provider = "own",
            Name = $"{size}x {accelerator.Id}",
            AcceleratorId = accelerator.Id,
            Accelerators = size,
            ScaleUpDomainAccelerators = Math.Max(size, accelerator.ScaleUpDomainAccelerators),
            NetworkBytesPerSecond = 0,
            Prices = new Dictionary<PurchaseOption, Price>(),
            PriceRegion = "own",
            Provenance = assumed,
        };
        Region region = new()
        {
            Provider = "own",
            Id = "own",
            City = "",
            Country = "",
            LatitudeDegrees = 0,
            LongitudeDegrees = 0,
            Zones = 3,
            Provenance = assumed,
        };
        return new(instance, region, ["own zone 1", "own zone 2", "own zone 3"], PurchaseOption.OnDemand, null);
    }

    static IEnumerable<ServingEngine> Engines(Catalog catalog, CandidatePolicy policy, AcceleratorSpec accelerator, RejectionLog log, IEnumerable<SupportRule> rules)
    {
        HashSet<string> supported = [.. rules.Select(r => r.Engine)];
        foreach (ServingEngine engine in catalog.Engines.Where(e => policy.Engines.Count == 0 ? e.Id != "generic" : policy.Engines.Contains(e.Id)))
        {
            if (!supported.Contains(engine.Id))
            {
                log.Add(RejectionReason.UnsupportedByEngine, 1, () => $"{engine.Id} does not run on {accelerator.Id} ({accelerator.Family})");
                continue;
            }
            ServingEngine here = engine.On(accelerator);
            foreach (int tokens in policy.MaxBatchedTokens.Append(here.MaxBatchedTokens).Distinct().Order()) yield return here with { MaxBatchedTokens = tokens };
        }
    }

    static IEnumerable<Precision> Formats(ModelArchitecture model, AcceleratorSpec accelerator, CandidatePolicy policy, IEnumerable<SupportRule> rules, RejectionLog log)
    {
        foreach (SupportRule rule in rules)
        {
            bool consent = policy.Precisions.Count > 0 ? policy.Precisions.Contains(rule.Weights) : Precisions.NeedsNoConsent(model, accelerator, rule.Weights);
            if (!consent)
            {
                if (policy.Precisions.Count == 0 && rule.Weights.Bits() < 8)
                    log.Add(RejectionReason.PrecisionNeedsConsent, 8 - rule.Weights.Bits(), () => $"{rule.Weights.Name()} on {accelerator.Id}; consent with --precisions {rule.Weights.Name()}");
                continue;
            }
            foreach (NumberFormat cache in rule.KvCache)
                if (Precisions.CacheNeedsNoConsent(accelerator, cache) || policy.Precisions.Contains(cache)) yield return new(rule.Weights, cache);
        }
    }

    internal static string Shortfall(double bytes) => bytes < 1 << 30 ? $"{Math.Ceiling(bytes / (1 << 20)):0} MiB" : $"{bytes / (1 << 30):0.0} GiB";

    static void AddLayouts(ModelArchitecture model, AcceleratorSpec accelerator, ServingEngine engine, Precision precision, CandidatePolicy policy, List<InstanceOffer> offers,
        List<Candidate> candidates, RejectionLog log)
    {
        int domain = offers.Max(o => Math.Max(o.Instance.Accelerators, o.Instance.ScaleUpDomainAccelerators));
        foreach (Layout layout in policy.Layouts.Count > 0 ? policy.Layouts : Layouts.Of(model, domain))
        {
            if (Layouts.Indivisible(model, layout) is { } why)
            {
                log.Add(RejectionReason.DoesNotDivideModel, layout.Accelerators, () => why);
                continue;
            }
            Deployment deployment = new(model, accelerator, layout, precision, engine);
            List<(InstanceOffer, Packing)> holding = [];
            foreach (InstanceOffer offer in offers)
                if (Packing.Of(layout, offer.Instance) is { } packing) holding.Add((offer, packing));
            if (holding.Count == 0)
            {
                log.Add(RejectionReason.DoesNotFitInstances, Math.Max(0, layout.Accelerators - domain), () => layout.Accelerators > domain
                    ? $"{deployment} needs {layout.Accelerators} accelerators together; the largest instance or domain holds {domain}"
                    : $"{deployment} needs {layout.Accelerators} accelerators, which neither fit in one instance nor fill whole ones");
                continue;
            }
            MemoryBudget memory = MemoryBudget.Of(deployment);
            if (memory.Fits) candidates.Add(new(deployment, memory, holding));
            else log.Add(RejectionReason.WeightsExceedMemory, -memory.KvBytes, () => $"{deployment} needs {Shortfall(-memory.KvBytes)} more per accelerator");
        }
    }
}
