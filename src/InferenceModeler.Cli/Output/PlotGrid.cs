using ScottPlot;
using SkiaSharp;

namespace InferenceModeler.Cli.Output;

/// <summary>Plots in rows of equal cells as one picture.</summary>
sealed record PlotGrid(IReadOnlyList<Plot> Plots, int Columns, int WidthPixels, int HeightPixels)
{
    // Around each cell, so that labels touch neither each other nor the edge.
    const int Gap = 9;

    public byte[] Png()
    {
        using SKSurface surface = SKSurface.Create(new SKImageInfo(WidthPixels, HeightPixels));
        Draw(surface.Canvas);
        using SKImage image = surface.Snapshot();
        using SKData data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    public byte[] Svg()
    {
        using MemoryStream stream = new();
        using (SKCanvas canvas = SKSvgCanvas.Create(new SKRect(0, 0, WidthPixels, HeightPixels), stream)) Draw(canvas);
        return stream.ToArray();
    }

    void Draw(SKCanvas canvas)
    {
        canvas.Clear(SKColors.White);
        int rows = (Plots.Count + Columns - 1) / Columns;
        for (int i = 0; i < Plots.Count; i++)
        {
            int left = i % Columns * WidthPixels / Columns + Gap, right = (i % Columns + 1) * WidthPixels / Columns - Gap, top = i / Columns * HeightPixels / rows + Gap, bottom = (i / Columns + 1) * HeightPixels / rows - Gap;
            // A plot wipes all it may draw on, so each one gets its cell only.
            canvas.Save();
            canvas.ClipRect(new SKRect(left, top, right, bottom));
            Plots[i].Render(canvas, new PixelRect(left, right, bottom, top));
            canvas.Restore();
        }
    }
}
