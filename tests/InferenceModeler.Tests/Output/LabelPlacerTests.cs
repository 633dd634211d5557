using CsCheck;
using InferenceModeler.Cli.Output;
using ScottPlot;
using Gen = CsCheck.Gen;

namespace InferenceModeler.Tests.Output;

public class LabelPlacerTests
{
    const float Width = 740, Height = 450;

    static readonly Gen<(string Text, Pixel At)> s_label = Gen.Select(Gen.Int[4, 22], Gen.Float[0, Width], Gen.Float[0, Height], (length, x, y) => (new string('x', length), new Pixel(x, y)));

    [Fact]
    public void Labels_cover_neither_each_other_nor_leave_the_picture() => s_label.Array[1, 8].Sample(labels =>
    {
        LabelPlacer placer = new(Width, Height);
        List<PixelRect> placed = [];
        foreach ((string text, Pixel at) in labels)
        {
            (float x, float y) = placer.Place(text, at, 5);
            // Narrower than what is kept free.
            float half = text.Length * 3.5f;
            PixelRect box = new(at.X + x - half, at.X + x + half, at.Y + y + 7, at.Y + y - 7);
            Assert.True(box.Left >= 0 && box.Right <= Width && box.Top >= 0 && box.Bottom <= Height, $"{box}");
            Assert.All(placed, other => Assert.False(box.Left < other.Right && other.Left < box.Right && box.Top < other.Bottom && other.Top < box.Bottom, $"{box} {other}"));
            placed.Add(box);
        }
    }, iter: 300);

    [Fact]
    public void Labels_of_one_point_lie_around_it()
    {
        LabelPlacer placer = new(Width, Height);
        Pixel at = new(300, 200);
        placer.Avoid(at, 10);
        Assert.Equal([(0, -1), (0, 1), (1, 0), (-1, 0)], Enumerable.Range(0, 4).Select(_ => placer.Place("frankfurt", at, 10)).Select(o => (Math.Sign(o.X), Math.Sign(o.Y))));
    }
}
