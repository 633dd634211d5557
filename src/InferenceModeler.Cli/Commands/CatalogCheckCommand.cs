using System.CommandLine;
using InferenceModeler.Cli.Output;
using InferenceModeler.Data;
using InferenceModeler.Hardware;
using InferenceModeler.Models;

namespace InferenceModeler.Cli.Commands;

/// <summary>Validates the catalog and counts what is in doubt. A broken rule ends the command with the message of the reader.</summary>
static class CatalogCheckCommand
{
    const double MostDeviation = 0.02;

    /// <summary>One kind of entry.</summary>
    sealed record Kind(string Name, int Entries, int High, int Medium, int Low, int WithDoubts, int Unverified);

    sealed record Deviation(string Model, double ComputedParameters, double PublishedParameters, double Fraction);

    public static Command Create(Session session)
    {
        Argument<string?> folder = new("folder") { Description = "Your catalog files, laid over the built-in ones.", Arity = ArgumentArity.ZeroOrOne };
        Option<bool> json = Options.Json();
        Verb command = new("check", "Validate the catalog and count what is in doubt.", "inference-modeler catalog check my-catalog") { folder, json };
        command.SetAction(result =>
        {
            Catalog catalog = CatalogFiles.Load(result.GetValue(folder));
            Kind[] kinds =
            [
                Count("accelerators", catalog.Accelerators.Select(a => a.Provenance)), Count("models", catalog.Models.Select(m => m.Provenance)),
                Count("instances", catalog.Instances.Select(i => i.Provenance)), Count("offers", catalog.Offers.Select(o => o.Provenance)),
                Count("regions", catalog.Regions.Select(r => r.Provenance)), Count("engines", catalog.Engines.Select(e => new Provenance(e.Source, e.Date, e.Confidence, e.Doubts))),
            ];
            Deviation[] deviations = [.. catalog.Models.Where(m => m.PublishedParameters is not null).Select(Deviate).OrderByDescending(d => Math.Abs(d.Fraction))];
            Price[] prices = [.. catalog.Offers.SelectMany(o => o.Prices.Values)];
            int suspect = prices.Count(p => p.IsSuspect), estimated = catalog.Accelerators.Count(a => a.PowerIsEstimated);
            Deviation[] far = [.. deviations.Where(d => Math.Abs(d.Fraction) > MostDeviation)];
            if (result.GetValue(json))
            {
                session.Json(new { entries = kinds, prices = prices.Length, suspectPrices = suspect, estimatedPowers = estimated, roundTrips = catalog.RoundTrips.Count, supportRules = catalog.Support.Count, parameterDeviations = deviations });
            }
            else
            {
                session.Table(Table(kinds));
                session.Line($"prices: {Format.Count(prices.Length)}, {Format.Count(suspect)} with a doubt; accelerators whose power is estimated: {estimated}");
                session.Line($"round trips: {Format.Count(catalog.RoundTrips.Count)} measured; support rules: {catalog.Support.Count}");
                session.Line($"computed parameters: {deviations.Length - far.Length} of {deviations.Length} published totals met within {Format.Percent(MostDeviation)}; farthest:");
                session.Table(Farthest(deviations));
            }
            foreach (Deviation d in far) session.Note($"{d.Model}: computed {d.ComputedParameters:G6} parameters, published {d.PublishedParameters:G6}: {Format.Percent(d.Fraction)} off, at most {Format.Percent(MostDeviation)} allowed: check the shape, or give other_tower_parameters_billion");
            return far.Length == 0 ? ExitCodes.Answered : ExitCodes.BadInput;
        });
        return command;
    }

    static Kind Count(string name, IEnumerable<Provenance> entries)
    {
        Provenance[] all = [.. entries];
        int With(Confidence confidence) => all.Count(p => p.Confidence == confidence);
        return new(name, all.Length, With(Confidence.High), With(Confidence.Medium), With(Confidence.Low), all.Count(p => p.Doubts.Length > 0), all.Count(p => p.Source.Contains("unverified", StringComparison.Ordinal)));
    }

    static Deviation Deviate(ModelArchitecture m)
    {
        double computed = ParameterCount.Of(m).Total + m.OtherTowerParameters;
        return new(m.Id, computed, m.PublishedParameters!.Value, computed / m.PublishedParameters.Value - 1);
    }

    static TextTable Table(Kind[] kinds)
    {
        TextTable table = new(Column.Text("kind"), Column.Number("entries"), Column.Number("high"), Column.Number("medium"), Column.Number("low"), Column.Number("with doubts"), Column.Number("unverified in part"));
        foreach (Kind k in kinds) table.Row(k.Name, Format.Count(k.Entries), Format.Count(k.High), Format.Count(k.Medium), Format.Count(k.Low), Format.Count(k.WithDoubts), Format.Count(k.Unverified));
        return table;
    }

    static TextTable Farthest(Deviation[] deviations)
    {
        TextTable table = new(Column.Text("model"), Column.Number("computed"), Column.Number("published"), Column.Number("off"));
        foreach (Deviation d in deviations.Take(5)) table.Row(d.Model, $"{Format.Number(d.ComputedParameters / 1e9, 4)} B", $"{Format.Number(d.PublishedParameters / 1e9, 4)} B", Format.Percent(d.Fraction));
        return table;
    }
}
