using ScottPlot;
using SkiaSharp;

namespace InferenceModeler.Cli.Output;

/// <summary>Two plots side by side as one picture.</summary>
sealed record PlotPair(Plot Left, Plot Right, int WidthPixels, int HeightPixels)
{
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
        foreach ((Plot plot, int from, int to) in ((Plot, int, int)[])[(Left, 0, WidthPixels / 2), (Right, WidthPixels / 2, WidthPixels)])
        {
            // A plot wipes all it may draw on, so each one gets its half only.
            canvas.Save();
            canvas.ClipRect(new SKRect(from, 0, to, HeightPixels));
            plot.Render(canvas, new PixelRect(from, to, HeightPixels, 0));
            canvas.Restore();
        }
    }
}
