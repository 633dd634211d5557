using InferenceModeler.Cost;
using InferenceModeler.Data;
using InferenceModeler.Data.Scenarios;
using InferenceModeler.Data.Traces;
using InferenceModeler.Data.Workloads;
using InferenceModeler.Hardware;
using InferenceModeler.Models;
using InferenceModeler.Sizing;
using InferenceModeler.Workloads;

namespace InferenceModeler.Cli.Sizing;

/// <summary>A scenario with its names looked up: everything that sizing needs, and what there is to say about how it was read.</summary>
sealed record SizeInput
{
    // Shapes of the sweep; the capacity takes as many cells as its row holds.
    const int SweepShapes = 48;

    public required Catalog Catalog { get; init; }
    public required Workload Workload { get; init; }
    public required SizingQuestion Question { get; init; }

    /// <summary>The same lengths as the question's mix in finer cells, to compare accelerators by length.</summary>
    public required RequestMix Shapes { get; init; }

    public required CandidatePolicy Policy { get; init; }
    public required IReadOnlyList<Region> Regions { get; init; }
    public required PurchaseOption Purchase { get; init; }
    public required CoefficientSet Coefficients { get; init; }

    /// <summary>Where the ratio of the peak hour to the mean of the day comes from.</summary>
    public required string Day { get; init; }

    /// <summary>How names were read and what was put right, one line each.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Share of requests longer than the model's context; they count as missed.</summary>
    public required double TooLongShare { get; init; }

    public static SizeInput Of(Scenario scenario, string? catalogFolder, string? coefficientFile)
    {
        Catalog catalog = CatalogFiles.Load(catalogFolder);
        (ModelArchitecture model, NumberFormat? checkpoint, IReadOnlyList<string> modelNotes) = NamedModel.Find(catalog, Said(scenario.Model, "model"));
        List<string> notes = [.. modelNotes];
        TraceColumns? columns = scenario.TraceColumns is { } named ? TraceColumns.Parse(named) : null;
        if (columns is not null && scenario.Trace is null) throw new InputException($"--columns {scenario.TraceColumns}: tells the columns of a trace; give --trace");
        LoadedWorkload loaded = scenario.Trace is { } trace ? WorkloadLibrary.FromTrace(trace, columns) : WorkloadLibrary.Load(Said(scenario.Workload, "traffic.workload"));
        notes.AddRange(loaded.Warnings);
        double percentile = Said(scenario.Percentile, "limits.percentile");
        MixReduction reduction = loaded.Workload.Lengths.ToMix(MixRow.MostCells, model.MaxContextTokens);
        if (reduction.TooLongShare >= 1 - percentile)
            throw new InputException($"{loaded.Workload.Name}: {100 * reduction.TooLongShare:0.##}% of the requests exceed the context of {model.MaxContextTokens} tokens of {model.Id}, more than {100 * (1 - percentile):0.##}% may miss; choose a model with a longer context");
        if (reduction.TooLongShare > 0) notes.Add($"{100 * reduction.TooLongShare:0.##}% of the requests exceed the context of {model.MaxContextTokens} tokens and count as missed");
        (double peakToMean, string day) = scenario.PeakToMean is { } given ? (given, "as given") : (loaded.Workload.Day.PeakToMean, $"{loaded.Workload.Day.Name} day of the workload");
        if (scenario.PeakToMean is null && peakToMean <= 1) notes.Add("the workload says nothing about the course of a day: the same rate all day is assumed; --peak-to-mean says otherwise");
        if (loaded.Workload.Arrivals.IsBursty)
            notes.Add($"arrivals are burstier than Poisson{(loaded.Workload.Arrivals.Burst is null ? $" (gaps vary by {loaded.Workload.Arrivals.GapCv:0.##} times their mean)" : "")}: the closed form takes them as Poisson, so that first tokens are later than it says");
        return new()
        {
            Catalog = catalog,
            Coefficients = CoefficientFiles.LoadOrShipped(coefficientFile),
            Workload = loaded.Workload,
            Shapes = loaded.Workload.Lengths.ToMix(SweepShapes, model.MaxContextTokens).Mix,
            Question = new()
            {
                Model = model,
                Mix = reduction.Mix,
                PeakRequestsPerSecond = Said(scenario.RequestsPerSecond ?? loaded.Workload.PeakRequestsPerSecond, "traffic.requestsPerSecond"),
                PeakToMean = peakToMean,
                Limits = new()
                {
                    TtftSeconds = scenario.TtftSeconds,
                    TpotSeconds = scenario.TpotSeconds,
                    E2eSeconds = scenario.E2eSeconds,
                    // What is too long misses anyway: the rest must keep the limits all the more often.
                    Percentile = percentile / (1 - reduction.TooLongShare),
                },
                Headroom = new()
                {
                    SurvivesZoneLoss = Said(scenario.SurvivesZoneLoss, "headroom.zoneLoss"),
                    MostZones = Said(scenario.MostZones, "headroom.mostZones"),
                    AvailabilityTarget = Said(scenario.AvailabilityTarget, "headroom.availability"),
                    InstanceAvailability = 1 / (1 + Said(scenario.FailuresPerInstanceDay, "headroom.failuresPerInstanceDay") * Said(scenario.RepairSeconds, "headroom.repair") / 86400),
                    SurgeShare = Said(scenario.SurgeShare, "headroom.surge"),
                },
                Facility = new(Said(scenario.ServerPowerFactor, "facility.serverPowerFactor"), Said(scenario.Pue, "facility.pue")),
            },
            Policy = new()
            {
                Accelerators = [.. scenario.Accelerators.Select(name => Noted(catalog.FindAccelerator(name), notes))],
                AssumedUsdPerAcceleratorHour = Assumed(catalog, scenario, notes),
                Precisions = scenario.Precisions.Count == 0 && checkpoint is { } only ? [only] : [.. scenario.Precisions.Select(p => NumberFormats.Parse(p, "--precisions"))],
                Engines = [.. scenario.Engines.Select(name => catalog.FindEngine(name).Id)],
                Layouts = [.. scenario.Layouts.Select(l => Layouts.Parse(l, "--layouts"))],
            },
            Regions = Places.Resolve(catalog, scenario.Providers, scenario.Regions),
            Purchase = Said(scenario.Purchase, "places.purchase"),
            Day = day,
            Notes = notes,
            TooLongShare = reduction.TooLongShare,
        };
    }

    /// <summary>Candidates that fit, and the offers behind them.</summary>
    public CandidateSet Candidates() =>
        InferenceModeler.Sizing.Candidates.Enumerate(Catalog, Question.Model, Policy, Offers.Of(Catalog, Regions, Purchase));

    static string Noted(FoundAccelerator found, List<string> notes)
    {
        if (found.Note.Length > 0) notes.Add(found.Note);
        return found.Accelerator.Id;
    }

    static Dictionary<string, double> Assumed(Catalog catalog, Scenario scenario, List<string> notes)
    {
        Dictionary<string, double> prices = [];
        foreach ((string name, double usd) in scenario.AssumedUsdPerAcceleratorHour)
        {
            string id = Noted(catalog.FindAccelerator(name), notes);
            if (!prices.TryAdd(id, usd)) throw new InputException($"assumed price of {name}: {id} has one already; give one price each");
            if (scenario.Accelerators.Count > 0 && !scenario.Accelerators.Any(a => catalog.FindAccelerator(a).Accelerator.Id == id))
                throw new InputException($"assumed price of {name}: {id} is not among the accelerators to consider; name it there too");
            notes.Add($"{id}: a price of {Output.Format.Number(usd)} $ per accelerator and hour is assumed, not offered");
        }
        return prices;
    }

    static T Said<T>(T? value, string name) where T : struct => value ?? throw new InputException($"{name} is missing in the scenario");

    static string Said(string? value, string name) => value ?? throw new InputException($"{name} is missing in the scenario");
}
