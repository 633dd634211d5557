using System.Globalization;
using InferenceModeler.Hardware;
using InferenceModeler.Models;

namespace InferenceModeler.Data.Tables;

static class AcceleratorTable
{
    const double Giga = 1e9;
    const double Tera = 1e12;
    const double GiB = 1024.0 * 1024 * 1024;

    public static readonly string[] Columns =
    [
        "id", "vendor", "name", "family", "year", "status", "memory_gib", "memory_gb_per_second", "bf16_tflop_per_second", "fp16_tflop_per_second",
        "fp8_tflop_per_second", "int8_top_per_second", "fp4_tflop_per_second", "scale_up_link", "scale_up_gb_per_second", "peer_gb_per_second",
        "scale_up_domain_accelerators", "scale_up_topology", "host_gb_per_second", "power_watts", "price_usd", "aliases", "source", "date", "confidence", "doubts",
    ];

    public static readonly string[] PowerColumns = ["vendor", "accelerator", "power_watts", "source", "date", "confidence", "doubts"];

    static readonly (string Column, NumberFormat Format)[] s_rates =
    [
        ("bf16_tflop_per_second", NumberFormat.Bf16), ("fp16_tflop_per_second", NumberFormat.Fp16), ("fp8_tflop_per_second", NumberFormat.Fp8),
        ("int8_top_per_second", NumberFormat.Int8), ("fp4_tflop_per_second", NumberFormat.Fp4),
    ];

    public static List<AcceleratorSpec> Read(CsvTable table, CsvTable powerReferences)
    {
        List<AcceleratorSpec> accelerators = [.. table.Rows.Select(Read)];
        Dictionary<string, AcceleratorSpec> byId = accelerators.ToDictionary(a => a.Id);
        Dictionary<string, (AcceleratorSpec Part, double Watts, CsvRow Row)> references = [];
        foreach (CsvRow row in powerReferences.Rows)
        {
            row.Choice("confidence", Words.Confidences);
            references[row.Text("vendor")] = (byId[row.Reference("accelerator", byId.Keys, "an accelerator")], row.Number("power_watts", 1, 1e5), row);
        }
        for (int i = 0; i < accelerators.Count; i++)
        {
            if (accelerators[i].PowerWatts > 0) continue;
            CsvRow row = table.Rows[i];
            if (!references.TryGetValue(accelerators[i].Vendor, out (AcceleratorSpec Part, double Watts, CsvRow Row) reference))
            {
                throw row.Bad("power_watts", $"is blank and {accelerators[i].Vendor} has no reference part", "give the watts, or a row of power-references.csv");
            }
            accelerators[i] = WithEstimatedPower(accelerators[i], reference.Part, reference.Watts, reference.Row.Optional("doubts"));
        }
        return accelerators;
    }

    /// <summary>
    /// The one rule for unpublished power: the reference part's watts scaled by memory bandwidth or by dense 16-bit rate, whichever asks less, since a new
    /// generation improves at least one of the two per watt.
    /// </summary>
    static AcceleratorSpec WithEstimatedPower(AcceleratorSpec part, AcceleratorSpec reference, double watts, string doubt)
    {
        double scale = part.MemoryBytesPerSecond / reference.MemoryBytesPerSecond;
        if (part.DenseFlopPerSecond.TryGetValue(NumberFormat.Bf16, out double rate) && reference.DenseFlopPerSecond.TryGetValue(NumberFormat.Bf16, out double referenceRate))
        {
            scale = Math.Min(scale, rate / referenceRate);
        }
        string note = string.Create(CultureInfo.InvariantCulture, $"power unpublished: estimated from {reference.Id} at {watts:G4} W, scaled by the smaller of the bandwidth and bf16 ratios");
        string doubts = string.Join("; ", new[] { note, doubt, part.Provenance.Doubts }.Where(d => d.Length > 0));
        return part with { PowerWatts = Math.Round(watts * scale), PowerIsEstimated = true, Provenance = part.Provenance with { Doubts = doubts } };
    }

    static AcceleratorSpec Read(CsvRow row)
    {
        Dictionary<NumberFormat, double> rates = [];
        foreach ((string column, NumberFormat format) in s_rates)
        {
            if (row.OptionalNumber(column, 0.1, 1e6) is { } rate) rates[format] = rate * Tera;
        }
        if (rates.Count == 0) throw row.Bad("bf16_tflop_per_second", "is blank, and so is every other rate", "give the dense rate of at least one format");
        int domain = row.Whole("scale_up_domain_accelerators", 1, 100_000);
        ScaleUpTopology topology = row.Choice("scale_up_topology", Words.Topologies);
        double scaleUp = row.Number("scale_up_gb_per_second", 0, 1e5), peer = row.Number("peer_gb_per_second", 0, 1e5);
        bool joined = topology != ScaleUpTopology.None;
        if (joined != domain > 1 || joined != scaleUp > 0) throw row.Bad("scale_up_topology", "contradicts the scale-up rate or domain", "use none, rate 0 and domain 1, or give all three");
        if (peer > scaleUp || joined != peer > 0) throw row.Bad("peer_gb_per_second", "must be above 0 and at most scale_up_gb_per_second where there is a link", "give one direction, to one peer");
        return new AcceleratorSpec
        {
            Id = row.Text("id"),
            Aliases = row.List("aliases"),
            Vendor = row.Text("vendor"),
            Name = row.Text("name"),
            Family = row.Text("family"),
            Year = row.Whole("year", 2010, 2100),
            Status = row.Choice("status", Words.Statuses),
            MemoryBytes = row.Number("memory_gib", 0.01, 1e5) * GiB,
            MemoryBytesPerSecond = row.Number("memory_gb_per_second", 1, 1e9) * Giga,
            DenseFlopPerSecond = rates,
            ScaleUpLink = row.Text("scale_up_link"),
            ScaleUpBytesPerSecond = scaleUp * Giga,
            PeerBytesPerSecond = peer * Giga,
            ScaleUpDomainAccelerators = domain,
            Topology = topology,
            HostBytesPerSecond = row.Number("host_gb_per_second", 0.1, 1e5) * Giga,
            PowerWatts = row.OptionalNumber("power_watts", 1, 1e5) ?? 0,
            PriceUsd = row.OptionalNumber("price_usd", 1, 1e8),
            Provenance = Words.Provenance(row),
        };
    }
}
