using ScottPlot;

namespace InferenceModeler.Cli.Output;

/// <summary>Two plots side by side as one picture.</summary>
sealed record PlotPair(Plot Left, Plot Right, int WidthPixels, int HeightPixels)
{
    readonly PlotGrid _grid = new([Left, Right], 2, WidthPixels, HeightPixels);

    public byte[] Png() => _grid.Png();

    public byte[] Svg() => _grid.Svg();
}
