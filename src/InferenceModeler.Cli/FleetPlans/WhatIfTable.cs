using InferenceModeler.Cli.Output;

namespace InferenceModeler.Cli.FleetPlans;

/// <summary>Edited scenarios beside the plan, for people.</summary>
static class WhatIfTable
{
    public static void Write(Session session, PlanReport report)
    {
        session.Line();
        session.Line("what if");
        PlanFigures? here = PlanFigures.Of(report.Base);
        bool carbon = report.WhatIfs.Select(w => w.Figures).Append(here).Any(f => f?.CarbonUsd > 0);
        TextTable table = new([Column.Text("change"), Column.Number("$"), Column.Number("change"), .. carbon ? [Column.Number("carbon $ of it")] : Array.Empty<Column>(), Column.Number("gap"), Column.Number("accel. at the end"), Column.Number("change"),
            Column.Number("most MW provisioned"), Column.Number("change"), Column.Number("t CO2"), Column.Number("change"), Column.Number("requests unserved"), Column.Text("binds")]);
        table.Row(Row("as planned", here, null, carbon));
        foreach (WhatIf w in report.WhatIfs) table.Row(Row(w.Edit, w.Figures, here, carbon));
        session.Table(table);
        foreach (WhatIf w in report.WhatIfs.Where(w => w.Figures is null)) session.Line($"  {w.Edit}: {w.Reason}{(w.Solved?.Answer.Conflicts is [{ } first, ..] ? $" ({first.Detail})" : "")}");
    }

    static string[] Row(string name, PlanFigures? figures, PlanFigures? from, bool carbon) => figures is null
        ? [name, "no plan", .. Enumerable.Repeat("–", carbon ? 11 : 10)]
        :
        [
            name, PlanTables.Dollars(figures.TotalUsd), Change(figures.TotalUsd, from?.TotalUsd), .. carbon ? [PlanTables.Dollars(figures.CarbonUsd)] : Array.Empty<string>(), PlanTables.Gap(figures.OptimalityGap), Format.Count((long)figures.Accelerators), Difference(figures.Accelerators, from?.Accelerators), Format.Number(figures.PeakMegawatts),
            Change(figures.PeakMegawatts, from?.PeakMegawatts), Format.Number(figures.TonnesCo2), Change(figures.TonnesCo2, from?.TonnesCo2), Format.Percent(figures.UnservedShare), figures.Binding.Count > 0 ? figures.Binding[0] : "–",
        ];

    static string Change(double value, double? from) => from is { } before && before != 0 ? (value / before - 1).ToString("+0.0%;−0.0%;±0%") : "–";

    static string Difference(double value, double? from) => from is { } before ? (value - before).ToString("+#,0;−#,0;±0") : "–";
}
