using InferenceModeler.Data;
using InferenceModeler.Planning;

namespace InferenceModeler.Cli.FleetPlans;

/// <summary>The tables that <c>--output FILE.parquet</c> writes: <c>FILE-orders.parquet</c> and <c>FILE-quarters.parquet</c>.</summary>
sealed record PlanFiles(string Orders, string Quarters)
{
    const string Ending = ".parquet";

    /// <exception cref="InputException">Not the name of a file that can be written, or one is there already.</exception>
    public static PlanFiles Of(string path, bool overwrite)
    {
        if (!Path.GetExtension(path).Equals(Ending, StringComparison.OrdinalIgnoreCase)) throw new InputException($"--output {path}: must end in {Ending}");
        string stem = path[..^Ending.Length];
        PlanFiles files = new($"{stem}-orders{Ending}", $"{stem}-quarters{Ending}");
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder)) throw new InputException($"--output {path}: the folder {folder} does not exist; create it first");
        foreach (string file in new[] { files.Orders, files.Quarters })
        {
            if (Directory.Exists(file)) throw new InputException($"--output {path}: {file} is a folder; choose another name");
            if (File.Exists(file) && !overwrite) throw new InputException($"--output {path}: {file} is there already; choose another name or add --overwrite");
        }
        return files;
    }

    /// <summary>Both files, each whole or not at all.</summary>
    public void Write(Plan plan) => WholeFile.Write(Orders, orders =>
    {
        OrderTable(plan).WriteParquet(orders);
        WholeFile.Write(Quarters, quarters => QuarterTable(plan).WriteParquet(quarters));
    });

    static FigureTable OrderTable(Plan plan) => new FigureTable()
        .Texts("quarter", plan.Orders.Select(o => o.Quarter.ToString())).Texts("arrives", plan.Orders.Select(o => o.Arrives.ToString()))
        .Texts("site", plan.Orders.Select(o => o.Site)).Texts("deployment", plan.Orders.Select(o => o.Deployment)).Texts("instance", plan.Orders.Select(o => o.Instance))
        .Texts("purchase", plan.Orders.Select(o => o.Purchase)).Numbers("instances", plan.Orders.Select(o => (double)o.Instances)).Numbers("accelerators", plan.Orders.Select(o => (double)o.Accelerators))
        .Numbers("usd_per_quarter", plan.Orders.Select(o => o.UsdPerQuarter)).Numbers("capital_usd", plan.Orders.Select(o => o.CapitalUsd)).Numbers("once_usd", plan.Orders.Select(o => o.OnceUsd));

    static FigureTable QuarterTable(Plan plan)
    {
        FigureTable table = new FigureTable().Texts("quarter", plan.Quarters.Select(q => q.Quarter.ToString()));
        void Add(string name, Func<QuarterFigures, double> of) => table.Numbers(name, plan.Quarters.Select(of));
        Add("demand_requests_per_second", q => q.DemandRequestsPerSecond);
        Add("capacity_requests_per_second", q => q.CapacityRequestsPerSecond);
        Add("utilisation", q => q.Utilisation);
        Add("accelerators", q => q.Accelerators);
        Add("megawatts", q => q.Megawatts);
        Add("megawatt_hours", q => q.MegawattHours);
        Add("training_megawatt_hours", q => q.TrainingMegawattHours);
        Add("capex_usd", q => q.CapexUsd);
        Add("opex_usd", q => q.OpexUsd);
        Add("unspent_usd", q => q.UnspentUsd);
        Add("capital_charge_usd", q => q.CapitalChargeUsd);
        Add("cost_usd", q => q.CostUsd);
        Add("tonnes_co2", q => q.TonnesCo2);
        Add("water_cubic_metres", q => q.WaterCubicMetres);
        Add("hectares", q => q.Hectares);
        Add("served_requests", q => q.ServedRequests);
        Add("unserved_requests", q => q.UnservedRequests);
        return table;
    }
}
