using InferenceModeler.Fleets;
using InferenceModeler.Hardware;

namespace InferenceModeler.Data.Scenarios.Plans;

/// <summary>Contracts with a least rent per quarter.</summary>
static class SpendReader
{
    public static IReadOnlyList<MinimumSpend> Of(YamlSection root, IReadOnlyList<Site> sites, IReadOnlyList<Holding> holdings, Quarter first, int quarters)
    {
        string[] parties = [.. sites.SelectMany(s => s.Offers).Select(o => o.Instance).Concat(holdings.Where(h => !h.IsOwned).Select(h => h.Instance)).Select(i => i.Provider)
            .Concat(sites.Where(s => s.Offers.Count > 0 || holdings.Any(h => h.Site == s && !h.IsOwned)).Select(s => s.Name)).Distinct()];
        List<MinimumSpend> spends = [];
        foreach (YamlSection section in root.Sections("minimumSpend"))
        {
            section.Only("name", "with", "usdPerQuarter", "from", "to");
            string party = section.Required("with");
            if (!parties.Contains(party)) throw section.Wrong("with", $"'{party}': neither a provider nor a site that rents anything out here; {Names.NearestText(party, parties)}");
            Quarter from = section.Quarter("from") ?? first, to = section.Quarter("to") ?? first + (quarters - 1);
            if (to - from < 0) throw section.Wrong("to", $"{to}: is before {from}");
            if (to - first < 0 || from - first >= quarters) throw section.Wrong("from", $"{from} to {to}: outside of the horizon {first} to {first + (quarters - 1)}; leave it out");
            MinimumSpend spend = new(section.Text("name") ?? party, party, section.Required("usdPerQuarter", section.Positive("usdPerQuarter", SiteReader.MostUsd, "US dollars")), from, to);
            if (spends.FirstOrDefault(s => s.Name == spend.Name && s.From - to <= 0 && from - s.To <= 0) is { } other)
                throw section.Wrong("with", $"{party}: conflicts with another minimum spend of this name from {other.From} to {other.To}; add them up, or name them apart");
            if (spends.FirstOrDefault(s => s.Party == party && s.From - to <= 0 && from - s.To <= 0) is { } same)
                throw section.Wrong("with", $"{party}: has the minimum spend {same.Name} from {same.From} to {same.To} already, and the same rent would count for both; add them up");
            spends.Add(spend);
        }
        return spends;
    }
}
