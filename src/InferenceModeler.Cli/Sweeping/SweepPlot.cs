using InferenceModeler.Cli.Output;
using InferenceModeler.Data;
using InferenceModeler.Sweeping;
using ScottPlot;

namespace InferenceModeler.Cli.Sweeping;

/// <summary>Draws results: tokens per second of a user against those of an accelerator, and dollars per million tokens against the time per output token; the fronts as lines.</summary>
static class SweepPlot
{
    const int Width = 1600, Height = 560;

    // Points of one cell are drawn as one. Cells grow where there are too many, so that neither memory nor drawing grows with the sweep.
    const double FinestCellDecades = 1.0 / 1600;
    const int MostCells = 60_000;

    // Of more than these the markers are small.
    const int FewCells = 3000;

    // More lines than this hide the points.
    const long MostFronts = 8;

    static readonly string[] s_colors = ["#1f77b4", "#d95f02", "#1b9e77", "#7570b3", "#e7298a", "#66a61e", "#e6ab02", "#a6761d"];

    static readonly Color s_other = Color.FromHex("#bbbbbb"), s_front = Color.FromHex("#222222");

    /// <exception cref="InputException">Neither .png nor .svg, or in no folder.</exception>
    public static void CheckName(string path)
    {
        if (Path.GetExtension(path).ToLowerInvariant() is not (".png" or ".svg")) throw new InputException($"--plot {path}: must end in .png or .svg");
        WholeFile.CheckPlace(path);
    }

    public static void Save(string path, SweepSpace space, SweepSettings settings, IEnumerable<SweepPoint> points)
    {
        Panel speed = new(space, SweepObjective.Throughput, p => 1 / p.TpotSeconds, p => p.OutputTokensPerSecond / space.AcceleratorsOf(p.Row));
        Panel price = new(space, SweepObjective.Price, p => p.TpotSeconds * 1e3, p => p.UsdPerMillionOutputTokens);
        foreach (SweepPoint point in points)
        {
            speed.Add(point);
            if (point.UsdPerMillionOutputTokens > 0) price.Add(point);
        }
        string[] shown = [.. speed.OnFront.Concat(price.OnFront).GroupBy(name => name).OrderByDescending(group => group.Count()).Select(group => group.Key).Take(s_colors.Length)];
        string question = Question(space);
        // What was kept for another reason lies beside the front of this one.
        string Kept(SweepObjective drawn) => settings.Keep == SweepKeep.All || settings.Objective == drawn ? "" : $" of what was kept by {Choices.Name(settings.Objective)}";
        Plot left = speed.Draw($"Speed and throughput{Kept(SweepObjective.Throughput)}\n{question}", "output tokens per second of one user", "output tokens per second and accelerator", shown);
        Plot right = price.Draw($"Price and speed{Kept(SweepObjective.Price)}\n{question}", "milliseconds per output token", "US dollars per million output tokens", shown);
        PlotPair pair = new(left, right, Width, Height);
        byte[] bytes = Path.GetExtension(path).Equals(".png", StringComparison.OrdinalIgnoreCase) ? pair.Png() : pair.Svg();
        WholeFile.Write(path, stream => stream.Write(bytes));
    }

    static string Question(SweepSpace space)
    {
        string[] models = [.. space.Deployments.Select(planned => planned.Deployment.Model.Id).Distinct()];
        Workloads.RequestShape shape = space.Shapes[0];
        string cached = shape.CachedPromptTokens > 0 ? $" ({shape.CachedPromptTokens:N0} cached)" : "";
        return (models.Length == 1 ? models[0] : $"{models.Length} models") + ", "
            + (space.Shapes.Count == 1 ? $"{shape.PromptTokens:N0}{cached} tokens in, {shape.OutputTokens:N0} out" : $"{space.Shapes.Count:N0} request shapes");
    }

    /// <summary>Points and fronts of one plot on logarithmic axes.</summary>
    sealed class Panel(SweepSpace space, SweepObjective objective, Func<SweepPoint, double> x, Func<SweepPoint, double> y)
    {
        readonly SweepKeeper _front = new(space, new SweepSettings { Keep = SweepKeep.Front, Objective = objective });
        readonly Dictionary<string, HashSet<(int X, int Y)>> _cells = [];
        double _cellDecades = FinestCellDecades;
        int _count;

        public void Add(SweepPoint point)
        {
            string accelerator = space.Deployments[point.Row].Deployment.Accelerator.Id;
            if (!_cells.TryGetValue(accelerator, out HashSet<(int, int)>? cells)) _cells.Add(accelerator, cells = []);
            if (cells.Add(((int)Math.Floor(Math.Log10(x(point)) / _cellDecades), (int)Math.Floor(Math.Log10(y(point)) / _cellDecades))) && ++_count > MostCells) Coarsen();
            _front.Offer(point);
        }

        void Coarsen()
        {
            _cellDecades *= 2;
            foreach (string accelerator in _cells.Keys) _cells[accelerator] = [.. _cells[accelerator].Select(cell => (cell.X >> 1, cell.Y >> 1))];
            _count = _cells.Values.Sum(cells => cells.Count);
        }

        double At(int cell) => (cell + 0.5) * _cellDecades;

        /// <summary>The accelerators of the fronts' points, one entry each.</summary>
        public IEnumerable<string> OnFront => _front.Kept.Select(point => space.Deployments[point.Row].Deployment.Accelerator.Id);

        /// <summary>The accelerators of <paramref name="shown"/> in colour, above the others in grey and the fronts' lines.</summary>
        public Plot Draw(string title, string xLabel, string yLabel, string[] shown)
        {
            Plot plot = new();
            float size = _count > FewCells ? 3 : 5;
            DrawFronts(plot);
            string[] others = [.. _cells.Keys.Except(shown)];
            foreach (string accelerator in others.Concat(shown.Reverse()))
                if (_cells.TryGetValue(accelerator, out HashSet<(int X, int Y)>? cells))
                    plot.Add.Markers(cells.Select(c => At(c.X)).ToArray(), cells.Select(c => At(c.Y)).ToArray(), MarkerShape.FilledCircle, size, ColorOf(accelerator, shown));
            foreach (string accelerator in shown.Where(_cells.ContainsKey)) plot.Legend.ManualItems.Add(Entry(accelerator, ColorOf(accelerator, shown)));
            if (others.Length > 0) plot.Legend.ManualItems.Add(Entry(others.Length == 1 ? others[0] : $"{others.Length} others", s_other));
            plot.Title(_cells.Count > 0 ? title : $"{title}: nothing to draw");
            plot.Axes.Title.Label.FontSize = 14;
            plot.XLabel(xLabel);
            plot.YLabel(yLabel);
            plot.Axes.Bottom.Label.FontSize = plot.Axes.Left.Label.FontSize = 13;
            plot.Axes.Bottom.TickGenerator = Ticks(_cells.Values.SelectMany(cells => cells.Select(c => c.X)));
            plot.Axes.Left.TickGenerator = Ticks(_cells.Values.SelectMany(cells => cells.Select(c => c.Y)));
            if (_cells.Count > 0) plot.ShowLegend(Edge.Right);
            return plot;
        }

        static Color ColorOf(string accelerator, string[] shown) => Array.IndexOf(shown, accelerator) is >= 0 and int color ? Color.FromHex(s_colors[color]) : s_other;

        static LegendItem Entry(string text, Color color) => new() { LabelText = text, MarkerShape = MarkerShape.FilledCircle, MarkerSize = 8, MarkerFillColor = color, MarkerLineColor = color };

        void DrawFronts(Plot plot)
        {
            IGrouping<long, SweepPoint>[] fronts = [.. _front.Kept.GroupBy(point => space.GroupOf(point.Row, point.Item))];
            if (fronts.Length > MostFronts) return;
            foreach (IGrouping<long, SweepPoint> front in fronts)
            {
                ScottPlot.Plottables.Scatter line = plot.Add.ScatterLine(front.Select(p => Math.Log10(x(p))).ToArray(), front.Select(p => Math.Log10(y(p))).ToArray(), s_front);
                line.LineWidth = 1.5f;
            }
            if (fronts.Length > 0) plot.Legend.ManualItems.Add(new LegendItem { LabelText = fronts.Length == 1 ? "front" : "fronts", LineColor = s_front, LineWidth = 1.5f });
        }

        // 1, 2 and 5 of each decade in sight.
        ScottPlot.TickGenerators.NumericManual Ticks(IEnumerable<int> cells)
        {
            int[] all = [.. cells.Distinct()];
            if (all.Length == 0) return new([]);
            double low = At(all.Min()), high = At(all.Max());
            double[] marks = high - low > 2.5 ? [1] : high - low > 0.9 ? [1, 2, 5] : [1, 1.5, 2, 3, 5, 7];
            return new([.. Enumerable.Range((int)Math.Floor(low), (int)Math.Ceiling(high) - (int)Math.Floor(low) + 1)
                .SelectMany(decade => marks.Select(mark => mark * Math.Pow(10, decade)))
                .Select(value => new Tick(Math.Log10(value), value.ToString("#,0.####")))]);
        }
    }
}
