using System.CommandLine;
using System.Globalization;
using InferenceModeler.Cli.Output;
using InferenceModeler.Cli.Validating;
using InferenceModeler.Cost;
using InferenceModeler.Data;
using InferenceModeler.Data.Measurements;
using InferenceModeler.Fidelity;
using InferenceModeler.Fidelity.Calibrating;

namespace InferenceModeler.Cli.Commands;

/// <summary>Fits coefficients to measured points.</summary>
static class CalibrateCommand
{
    // Smaller groups scatter too much to judge an interval by.
    const int LargeGroup = 40;

    public static Command Create(Session session)
    {
        Argument<string[]> files = new("file") { Description = "Measured points, as validate reads them.", Arity = ArgumentArity.OneOrMore };
        Option<string> output = new("--output") { Description = "Coefficients file to write.", HelpName = "file", Required = true };
        Option<string?> from = Options.Text("--from", "Coefficients to start from and to lean on; default: the shipped ones.", "file");
        Option<string?> name = Options.Text("--name", "Name of the fitted set; default: that of the output file.", "name");
        Option<int?> iterations = Options.Whole("--iterations", "Most steps of a fit; default 20.", 1, 1000);
        Option<int?> folds = Options.Whole("--folds", "Folds of each cross-validation; 0 skips them (intervals are then from the fit's own errors); default 10.", 0, 1000);
        Option<double?> series = Options.Positive("--series-weight", "Rows that a long series of one setup counts for; default 10.", "rows");
        Option<double?> width = Options.Positive("--factor-width", "Multiple of the spread that factors may have; default 1.", "times");
        Option<string?> table = Options.Text("--report", "Markdown file for the errors on what each fit was not shown, as docs/accuracy.md has them.", "file");
        Option<string?> catalog = Options.Text("--catalog", "Folder with catalog files laid over the built-in ones.", "folder");
        Option<bool> json = Options.Json();
        Verb command = new("calibrate", "Fit efficiencies and overheads to measured points; what has little data leans on what it starts from.",
            "inference-modeler calibrate measured.csv --output mine.json",
            "inference-modeler validate other.csv --coefficients mine.json")
        {
            files, output, from, name, iterations, folds, series, width, table, catalog, json,
        };
        BenchmarkOptions benchmark = new();
        benchmark.AddTo(command);
        command.SetAction(result =>
        {
            string written = result.GetValue(output)!;
            WholeFile.CheckPlace(written);
            if (result.GetValue(table) is { } report) WholeFile.CheckPlace(report);
            CoefficientSet prior = result.GetValue(from) is { } path ? CoefficientFiles.Load(path) : CoefficientFiles.Shipped();
            prior = prior with { Name = result.GetValue(name) ?? Path.GetFileNameWithoutExtension(written), Date = DateTime.Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) };
            IReadOnlyList<MeasuredPoint> points = MeasuredPointFiles.Read(result.GetValue(files)!, benchmark.Facts(result), session.Note);
            CalibrationOptions usual = new();
            CalibrationOptions options = new()
            {
                Iterations = result.GetValue(iterations) ?? usual.Iterations,
                Folds = result.GetValue(folds) ?? usual.Folds,
                SeriesWeight = result.GetValue(series) ?? usual.SeriesWeight,
                FactorWidth = result.GetValue(width) ?? usual.FactorWidth,
            };
            Calibration calibration = Calibration.Of(points, CatalogFiles.Load(result.GetValue(catalog)), prior, options, session.Note, session.Cancellation);
            CoefficientFiles.Write(written, calibration.Set);
            if (result.GetValue(table) is { } file) WholeFile.Write(file, ErrorTable.Of(calibration.Set.Errors));
            if (result.GetValue(json)) session.Json(new { rows = points.Count, used = calibration.Used, skipped = calibration.Skipped, warnings = calibration.Warnings, scores = calibration.Scores, leftOutGroups = calibration.LeftOutGroups, entries = calibration.Set.Entries });
            else Write(session, calibration, points.Count);
            return ExitCodes.Answered;
        });
        return command;
    }

    static void Write(Session session, Calibration calibration, int rows)
    {
        session.Line($"{Quantities.Count(rows, "row")}, {Format.Count(calibration.Used)} fitted");
        foreach (string warning in calibration.Warnings) session.Line($"warning      {warning}");
        ValidationTables.Reasons(session, "not used", [.. calibration.Skipped.OrderByDescending(s => s.Value).Select(s => (s.Key, s.Value))]);
        TextTable table = new(Column.Text("test"), Column.Text("rows of"), Column.Number("rows"), Column.Number("median |error|"), Column.Number("mean"), Column.Number("p90"), Column.Number("signed median"), Column.Number("in its 90%"));
        foreach (GroupScore g in calibration.Scores) table.Row(g.By, g.Key, Format.Count(g.Count), Format.Percent(g.MedianApe), Format.Percent(g.MeanApe), Format.Percent(g.P90Ape), Format.Percent(g.SignedMedian), Format.Percent(g.Coverage90));
        session.Table(table);
        GroupScore[] large = [.. calibration.LeftOutGroups.Where(g => g.Rows >= LargeGroup)];
        if (large.Length == 0) return;
        GroupScore[] off = [.. large.Where(g => g.Coverage90 is < 0.85 or > 0.95)];
        session.Line($"90% intervals, of pairs of model and accelerator that had no part in them, hold 85 to 95% in {large.Length - off.Length} of {large.Length} groups of at least {LargeGroup} (by metric, mode, accelerator, engine, model, file){(off.Length > 0 ? $"; not in {string.Join(", ", off.Select(g => $"{g.Key} {Format.Percent(g.Coverage90)}"))}" : "")}");
    }
}
