using InferenceModeler.Sizing;

namespace InferenceModeler.Fleets.Edits;

/// <summary>Changes a scenario by one line: <c>SUBJECT[:NAME]=VALUE</c>, several separated by commas.</summary>
public static class ScenarioEdits
{
    delegate FleetScenario Edit(FleetScenario scenario, string name, string value, string text, Catalog catalog);

    /// <summary>What a subject is written like, and what it does.</summary>
    sealed record Subject(string Name, string Example, Edit Apply);

    static readonly Subject[] s_subjects =
    [
        new("price", "price:h200=-20%", (s, name, value, text, catalog) => SiteEdits.Price(s, Known.Of(s, Needed(name, text, "price:h200=-20%"), text, catalog), Amount.Parse(value, text, "price:h200=-20%"))),
        new("electricity", "electricity=+20%", (s, name, value, text, _) => SiteEdits.Each(s, Known.Sites(s, name, text), site => site with { ElectricityUsdPerKwh = Amount.Parse(value, text, "electricity=+20% or electricity=0.08", ("", 1)).Of(site.ElectricityUsdPerKwh) })),
        new("power", "power:SITE=50MW", (s, name, value, text, _) => SiteEdits.Power(s, Known.Sites(s, name, text), Amount.Parse(value, text, "power=50MW or power=-20%", ("MW", 1), ("kW", 1e-3)), text)),
        new("stock", "stock:h200=-50%", (s, name, value, text, catalog) => SiteEdits.Stock(s, Known.Limited(s, Needed(name, text, "stock:h200=-50%"), text, catalog), Amount.Parse(value, text, "stock:h200=64 or stock:h200=-50%", ("", 1)), text)),
        new("quota", "quota:h200=256", (s, name, value, text, catalog) => SiteEdits.Quota(s, Known.Limited(s, Needed(name, text, "quota:h200=256"), text, catalog), Amount.Parse(value, text, "quota:h200=256 or quota:h200=-50%", ("", 1)), text)),
        new("wait", "wait=1", (s, name, value, text, _) => SiteEdits.Wait(Unnamed(s, name, text, "wait=1"), Quantities.Whole(value, text, 1, 40))),
        new("without", "without:azure", (s, name, value, text, catalog) => SiteEdits.Without(s, Known.Of(s, value.Length == 0 ? Needed(name, text, "without:azure") : throw new InputException($"'{text}': takes no value; write without:{(name.Length > 0 ? name : value)}"), text, catalog), text)),
        new("provider", "provider:gcp=on", (s, name, value, text, catalog) => Needed(name, text, "provider:gcp=on") is var provider && Switch(value, text)
            ? ProviderEdits.With(s, provider, text, catalog) : SiteEdits.Without(s, Known.Provider(s, provider, text), text)),
        new("carbon", "carbon=100", (s, name, value, text, _) => s.Objective.IsCost ? Unnamed(s, name, text, "carbon=100") with { Objective = s.Objective with { UsdPerTonne = Amount.Parse(value, text, "carbon=100 ($ per tonne of CO2)", ("", 1)).Of(s.Objective.UsdPerTonne) } }
            : throw new InputException($"'{text}': is a price beside cost, and no cost is minimised; minimise cost, or leave it out")),
        new("growth", "growth=high", (s, name, value, text, _) => Unnamed(s, name, text, "growth=high") with { Growth = Choices.Parse<GrowthCase>(value, "growth") }),
        new("demand", "demand=+20%", (s, name, value, text, _) => ClassEdits.Demand(s, Known.Classes(s, name, text), Amount.Parse(value, text, "demand=+20% or demand:CLASS=+20%").Factor!.Value)),
        new("ttft", "ttft:chat=300ms", (s, name, value, text, _) => ClassEdits.Limit(s, Known.Classes(s, name, text), limits => limits with { TtftSeconds = Durations.Parse(value, text) })),
        new("tpot", "tpot:chat=40ms", (s, name, value, text, _) => ClassEdits.Limit(s, Known.Classes(s, name, text), limits => limits with { TpotSeconds = Durations.Parse(value, text) })),
        new("bands", "bands:chat=512/2048", (s, name, value, text, _) => ClassEdits.Bands(s, Known.Classes(s, name, text), value == "off" ? [] : [.. value.Split('/').Select(v => Quantities.Whole(v, text))], text)),
        new("across-regions", "across-regions=off", (s, name, value, text, _) => Unnamed(s, name, text, "across-regions=off") with { Rules = s.Rules with { ServesAcrossRegions = Switch(value, text) } }),
        new("move-servers", "move-servers=off", (s, name, value, text, _) => Unnamed(s, name, text, "move-servers=off") with { Rules = s.Rules with { MovesServers = Switch(value, text) } }),
        new("zone-loss", "zone-loss=off", (s, name, value, text, _) => Unnamed(s, name, text, "zone-loss=off") with { Rules = s.Rules with { SurvivesZoneLoss = Switch(value, text) } }),
        new("site-loss", "site-loss=on", (s, name, value, text, _) => Unnamed(s, name, text, "site-loss=on") with { Rules = s.Rules with { SurvivesSiteLoss = Switch(value, text) } }),
        new("region-loss", "region-loss=on", (s, name, value, text, _) => Unnamed(s, name, text, "region-loss=on") with { Rules = s.Rules with { SurvivesRegionLoss = Switch(value, text) } }),
        new("fall-short", "fall-short=on", (s, name, value, text, _) => Unnamed(s, name, text, "fall-short=on") with { Rules = s.Rules with { MayFallShort = Switch(value, text) } }),
    ];

    /// <summary>An example of each subject.</summary>
    public static IReadOnlyList<string> Examples { get; } = [.. s_subjects.Select(s => s.Example)];

    /// <summary>The scenario with the edits made, one after another.</summary>
    /// <param name="tell">Hears of edits after which the scenario is as it was; null for nobody.</param>
    /// <exception cref="InputException">No such subject, name or value; the message says how to write it.</exception>
    public static FleetScenario Apply(FleetScenario scenario, string edits, Catalog catalog, Action<string>? tell = null)
    {
        string[] texts = edits.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (texts.Length == 0) throw new InputException($"'{edits}': says nothing; write for example {s_subjects[0].Example}");
        foreach (string text in texts)
        {
            int equals = text.IndexOf('=');
            string[] left = (equals < 0 ? text : text[..equals]).Split(':', 2, StringSplitOptions.TrimEntries);
            string value = equals < 0 ? "" : text[(equals + 1)..].Trim();
            Subject subject = s_subjects.FirstOrDefault(s => s.Name == left[0])
                ?? throw new InputException($"'{text}': nothing called '{left[0]}' can be changed; {Names.NearestText(left[0], s_subjects.Select(s => s.Name))}");
            if (value.Length == 0 && subject.Name != "without") throw new InputException($"'{text}': has no value; write for example {subject.Example}");
            FleetScenario edited = subject.Apply(scenario, left.Length > 1 ? left[1] : "", value, text, catalog);
            if (AreSame(scenario, edited)) tell?.Invoke($"{text} changes nothing: {(scenario.Growth == edited.Growth ? "the scenario says so already" : "the scenario gives each demand that growth already")}");
            scenario = edited;
        }
        return scenario;
    }

    static bool AreSame(FleetScenario one, FleetScenario other) => one == other with { Sites = one.Sites, Holdings = one.Holdings, Classes = one.Classes, Growth = GrowsAlike(one, other) ? one.Growth : other.Growth }
        && one.Sites.SequenceEqual(other.Sites) && one.Holdings.SequenceEqual(other.Holdings) && one.Classes.SequenceEqual(other.Classes);

    static bool GrowsAlike(FleetScenario one, FleetScenario other) => one.Classes.SelectMany(c => c.Demands).All(d => d.Forecast.Count > 0 || d.Growth.Of(one.Growth) == d.Growth.Of(other.Growth));

    static string Needed(string name, string text, string example) => name.Length > 0 ? name : throw new InputException($"'{text}': whose? Write for example {example}");

    static FleetScenario Unnamed(FleetScenario scenario, string name, string text, string example) => name.Length == 0 ? scenario : throw new InputException($"'{text}': is of the whole scenario; write {example}");

    static bool Switch(string value, string text) => value switch { "on" => true, "off" => false, _ => throw new InputException($"'{text}': must be on or off") };
}
