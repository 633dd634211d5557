using System.Globalization;
using InferenceModeler.Cost;
using InferenceModeler.Data.Workloads;
using InferenceModeler.Fleets;
using InferenceModeler.Hardware;
using InferenceModeler.Models;
using InferenceModeler.Workloads;

namespace InferenceModeler.Data.Scenarios.Plans;

/// <summary>Users, classes and training of a plan.</summary>
static class DemandReader
{
    static readonly string[] s_ofDays = ["day", "peakToMean", "weekend"];

    const double DefaultAccessSeconds = 0.01, DefaultCheckpointSeconds = 1800, MostMegabytes = 1e5, BytesPerMegabyte = 1e6;

    public static IReadOnlyList<UserRegion> Users(YamlSection root, Catalog catalog)
    {
        List<UserRegion> users = [];
        foreach (YamlSection section in root.Sections("users"))
        {
            section.Only("name", "near", "utcOffset", "access");
            string name = section.Required("name");
            if (users.Any(u => u.Name == name)) throw section.Wrong("name", $"'{name}': there are users of this name already");
            users.Add(new(name, SiteReader.Region(section, "near", catalog), section.Required("utcOffset", section.Number("utcOffset", -12, 14, "hours ahead of UTC")), section.Seconds("access") ?? DefaultAccessSeconds));
        }
        return users.Count > 0 ? users : throw root.Missing("users");
    }

    public static IReadOnlyList<DemandClass> Classes(
        YamlSection root, Catalog catalog, IReadOnlyList<UserRegion> users, IReadOnlyList<Site> sites, Quarter first, int quarters, string folder, List<string> notes)
    {
        List<DemandClass> classes = [];
        foreach (YamlSection section in root.Sections("classes"))
        {
            DemandClass read = Class(section, catalog, users, sites, first, quarters, folder, notes);
            if (classes.Any(c => c.Name == read.Name)) throw section.Wrong("name", $"'{read.Name}': there is a class of this name already");
            classes.Add(read);
        }
        return classes.Count > 0 ? classes : throw root.Missing("classes");
    }

    static DemandClass Class(
        YamlSection section, Catalog catalog, IReadOnlyList<UserRegion> users, IReadOnlyList<Site> sites, Quarter first, int quarters, string folder, List<string> notes)
    {
        section.Only("name", "model", "workload", "trace", "promptBands", "limits", "deferrable", "priority", "residency", "price", "payloadMegabytes", "demand");
        string name = section.Required("name");
        YamlSection limits = section.Section("limits").Only("ttft", "tpot", "percentile"), price = section.Section("price").Only("input", "output"), payload = section.Section("payloadMegabytes").Only("in", "out");
        string modelName = section.Required("model");
        ModelArchitecture model = section.At("model", () =>
        {
            if (HuggingFaceConfig.IsPath(modelName)) return HuggingFaceConfig.Read(modelName).Architecture;
            FoundModel found = catalog.FindModel(modelName);
            if (found.Note.Length > 0) notes.Add(found.Note);
            return found.Architecture;
        });
        Workload workload = section.At("workload", () =>
            section.Text("trace") is { } trace ? WorkloadLibrary.FromTrace(Path.Combine(folder, trace)).Workload : WorkloadLibrary.Load(section.Required("workload")).Workload);
        double percentile = limits.Percentile("percentile") ?? 0.95;
        MixReduction mix = workload.Lengths.ToMix(DemandClass.MixShapes, model.MaxContextTokens);
        if (mix.TooLongShare >= 1 - percentile)
            throw section.Wrong("workload", $"{100 * mix.TooLongShare:0.##}% of the requests exceed the context of {model.MaxContextTokens} tokens of {model.Id}, more than {100 * (1 - percentile):0.##}% may miss; choose a model with a longer context");
        bool deferrable = section.YesOrNo("deferrable") ?? false;
        double? ttft = limits.Seconds("ttft"), tpot = limits.Seconds("tpot");
        if (ttft is null && tpot is null && !deferrable) throw section.Wrong("limits", "an interactive class needs ttft, tpot or both; say deferrable: true where it may wait");
        List<RegionalDemand> demands = [.. section.Sections("demand").Select(d => Demand(d, users, sites, catalog, first, quarters, folder))];
        if (demands.Count == 0) throw section.Missing("demand");
        if (demands.GroupBy(d => d.Users).FirstOrDefault(g => g.Count() > 1) is { } twice) throw section.Wrong("demand", $"names {twice.Key.Name} twice; give each region of users once");
        return new()
        {
            Name = name,
            Model = model,
            Workload = workload,
            Mix = mix.Mix,
            PromptBands = Bands(section, workload),
            // What is too long misses anyway: the rest must keep the limits all the more often.
            Limits = new() { TtftSeconds = ttft, TpotSeconds = tpot, Percentile = percentile / (1 - mix.TooLongShare) },
            IsDeferrable = deferrable,
            Priority = section.Whole("priority", 1, 100) ?? 1,
            Residency = Residency(section, sites, catalog),
            PayloadBytesIn = (payload.Number("in", 0, MostMegabytes, "MB with a prompt") ?? 0) * BytesPerMegabyte,
            PayloadBytesOut = (payload.Number("out", 0, MostMegabytes, "MB with an answer") ?? 0) * BytesPerMegabyte,
            Prices = section.Has("price") ? Prices(price) : null,
            Demands = demands,
        };
    }

    static IReadOnlyList<int> Bands(YamlSection section, Workload workload)
    {
        IReadOnlyList<int> tokens = section.Wholes("promptBands", 1, int.MaxValue);
        return section.At("promptBands", () => PromptBands.Checked(tokens, workload.Lengths));
    }

    static RegionalDemand Demand(YamlSection section, IReadOnlyList<UserRegion> users, IReadOnlyList<Site> sites, Catalog catalog, Quarter first, int quarters, string folder)
    {
        section.Only("users", "requestsPerSecond", "day", "week", "peakToMean", "weekend", "growth", "launches", "forecast", "residency");
        string name = section.Required("users");
        UserRegion from = users.FirstOrDefault(u => u.Name == name) ?? throw section.Wrong("users", $"'{name}': no users of this name; {Names.NearestText(name, users.Select(u => u.Name))}");
        IReadOnlyList<double> forecast = Forecast(section, first, quarters, folder);
        if (forecast.Count > 0 && (section.Has("growth") || section.Has("launches") || section.Has("requestsPerSecond")))
            throw section.Wrong("forecast", "stands in place of requestsPerSecond, growth and launches; give one or the other");
        return new()
        {
            Users = from,
            PeakRequestsPerSecond = forecast.Count > 0 ? forecast[0] : section.Required("requestsPerSecond", RequestsPerSecond(section)),
            Week = Week(section),
            Growth = Growth(section),
            Launches = [.. section.Sections("launches").Select(l => Launched(l, first))],
            Forecast = forecast,
            Residency = Residency(section, sites, catalog),
        };
    }

    // Numbers, or a file of them.
    static IReadOnlyList<double> Forecast(YamlSection section, Quarter first, int quarters, string folder)
    {
        if (section.Has("forecast") && !section.IsList("forecast") && section.Text("forecast") is { } file && !double.TryParse(file, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            return section.At("forecast", () => ForecastFile.Read(Path.Combine(folder, file), first, quarters, MostRequestsPerSecond));
        IReadOnlyList<double> forecast = section.Numbers("forecast", 0, MostRequestsPerSecond, "requests per second");
        return forecast.Count == 0 || forecast.Count == quarters ? forecast : throw section.Wrong("forecast", $"{forecast.Count} quarter{(forecast.Count == 1 ? "" : "s")}; give {quarters}");
    }

    static TokenPrices Prices(YamlSection price)
    {
        TokenPrices prices = new(price.Number("input", 0, 1e4, "US dollars per million tokens") ?? 0, price.Number("output", 0, 1e4, "US dollars per million tokens") ?? 0);
        if (prices is { UsdPerMillionInputTokens: 0, UsdPerMillionOutputTokens: 0 }) throw price.Wrong("output", "input and output are both 0: nobody pays; leave price out for a plan without margin");
        return prices;
    }

    // More than anybody serves, and few enough that the accelerators for it can be counted.
    const double MostRequestsPerSecond = 1e7;

    static double? RequestsPerSecond(YamlSection section) => section.Positive("requestsPerSecond", MostRequestsPerSecond, "requests per second");

    // What is there from the start is part of the first quarter's peak.
    static Launch Launched(YamlSection section, Quarter first)
    {
        section.Only("quarter", "requestsPerSecond");
        Quarter from = section.Required("quarter", section.Quarter("quarter"));
        return from - first >= 0 ? new(from, section.Required("requestsPerSecond", RequestsPerSecond(section)))
            : throw section.Wrong("quarter", $"{from}: is before {first}, the first of the plan; add it to requestsPerSecond of the users");
    }

    // A whole week, or a day with its weekend.
    static WeekCurve Week(YamlSection section)
    {
        if (section.Has("week"))
        {
            if (s_ofDays.FirstOrDefault(section.Has) is { } twice) throw section.Wrong(twice, "week says the rate of every hour already; give one of them");
            return section.At("week", () => new WeekCurve("week", section.IsList("week") ? Sizes(section, "week") : throw new InputException($"must be a list of {WeekCurve.Hours} numbers, Monday 0 h first")));
        }
        if (section.Has("day") && section.Has("peakToMean")) throw section.Wrong("peakToMean", "day says the course of the day already; give one of them");
        return WeekCurve.Of(Day(section), section.Number("weekend", 0.01, 1, "share of a weekday") ?? 1);
    }

    static HourCurve Day(YamlSection section)
    {
        if (section.Number("peakToMean", 1, 12, "peak hour ÷ mean of the day") is { } ratio) return HourCurve.FromPeakToMean(ratio);
        if (section.IsList("day")) return section.At("day", () => new HourCurve("day", Sizes(section, "day"), "the scenario"));
        return section.Text("day") is { } day ? section.At("day", () => WorkloadLibrary.FindHourCurve(day)) : HourCurve.Flat;
    }

    static IReadOnlyList<double> Sizes(YamlSection section, string key) => section.Numbers(key, 0, MostRequestsPerSecond, "size of an hour beside the others");

    // One rate for all three cases, or a section of three.
    static GrowthRates Growth(YamlSection section)
    {
        if (!section.Has("growth")) return GrowthRates.None;
        if (section.IsSection("growth"))
        {
            YamlSection rates = section.Section("growth").Only("low", "mid", "high");
            double mid = rates.Required("mid", rates.Rate("mid"));
            return section.At("growth", () => new GrowthRates(rates.Rate("low") ?? mid, mid, rates.Rate("high") ?? mid).Checked("growth"));
        }
        double rate = section.Rate("growth")!.Value;
        return section.At("growth", () => new GrowthRates(rate, rate, rate).Checked("growth"));
    }

    static IReadOnlyList<string> Residency(YamlSection section, IReadOnlyList<Site> sites, Catalog catalog)
    {
        IReadOnlyList<string> names = section.Texts("residency");
        string[] known = [.. sites.Select(s => s.Name), .. catalog.Regions.Select(r => r.Country).Distinct(), .. catalog.Regions.Select(r => r.Id), .. catalog.Regions.Select(r => $"{r.Provider}/{r.Id}")];
        foreach (string name in names)
            if (!known.Contains(name, StringComparer.Ordinal)) throw section.Wrong("residency", $"'{name}': neither a site, a region nor a country; {Names.NearestText(name, known)}");
        return names;
    }

    static double PowerShare(YamlSection section, AcceleratorSpec accelerator)
    {
        double? share = section.Number("powerShare", 0.05, 1, "of the power limit while training"), watts = section.Positive("wattsPerAccelerator", "watts while training");
        if (watts is null) return share ?? TrainingJob.UsualPowerShare;
        if (share is not null) throw section.Wrong("powerShare", "wattsPerAccelerator says the power already; give one of them");
        return watts <= accelerator.PowerWatts ? watts.Value / accelerator.PowerWatts
            : throw section.Wrong("wattsPerAccelerator", $"{watts:0.##}: is more than the {accelerator.PowerWatts:0.##} W of {accelerator.Id}; give its accelerators' power alone");
    }

    // All accelerators that were ever made, all the time.
    const double MostAcceleratorHours = Sizing.Placement.MostAccelerators * Quarter.Hours;

    public static IReadOnlyList<TrainingJob> Training(YamlSection root, Catalog catalog, Quarter first, int quarters)
    {
        HashSet<string> names = [];
        return [.. root.Sections("training").Select(section =>
        {
            section.Only("name", "accelerator", "acceleratorHoursPerQuarter", "from", "to", "block", "preemptible", "checkpoint", "powerShare", "wattsPerAccelerator");
            Quarter from = section.Quarter("from") ?? first, to = section.Quarter("to") ?? first + (quarters - 1);
            if (to - from < 0) throw section.Wrong("to", $"{to}: is before {from}");
            if (section.Has("block") && section.YesOrNo("preemptible") == true) throw section.Wrong("block", "is of training that may not give way: what is preemptible takes whatever accelerators there are; leave one of them out");
            AcceleratorSpec accelerator = section.At("accelerator", () => catalog.FindAccelerator(section.Required("accelerator")).Accelerator);
            return new TrainingJob
            {
                Name = names.Add(section.Required("name")) ? section.Required("name") : throw section.Wrong("name", $"'{section.Text("name")}': there is training of this name already"),
                AcceleratorId = accelerator.Id,
                PowerShare = PowerShare(section, accelerator),
                AcceleratorHoursPerQuarter = section.Required("acceleratorHoursPerQuarter", section.Positive("acceleratorHoursPerQuarter", MostAcceleratorHours, "accelerator-hours")),
                From = from,
                To = to,
                BlockAccelerators = section.Whole("block", 1, 1_000_000) ?? 8,
                IsPreemptible = section.YesOrNo("preemptible") ?? false,
                CheckpointSeconds = section.Seconds("checkpoint") ?? DefaultCheckpointSeconds,
            };
        })];
    }
}
