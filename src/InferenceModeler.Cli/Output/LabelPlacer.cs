using ScottPlot;

namespace InferenceModeler.Cli.Output;

/// <summary>Places labels beside their points so that they cover neither each other nor, where there is room, another point.</summary>
/// <param name="width">Of the picture, pixels.</param>
/// <param name="height">Of the picture, pixels.</param>
sealed class LabelPlacer(float width, float height)
{
    /// <summary>Of the text, pixels.</summary>
    public const float FontSize = 12;

    const float CharacterWidth = 7.2f, LineHeight = 16, Beside = 4;
    const int Rings = 14;

    readonly List<PixelRect> _taken = [];

    /// <summary>Keeps labels off a point.</summary>
    public void Avoid(Pixel at, float radius) => _taken.Add(new(at.X - radius, at.X + radius, at.Y + radius, at.Y - radius));

    /// <summary>Offsets of a label's centre from its point, pixels, and takes the place: above, below, right, left, and farther away.</summary>
    public (float X, float Y) Place(string text, Pixel at, float radius)
    {
        float half = text.Length * CharacterWidth / 2, best = float.MaxValue;
        (float X, float Y) chosen = default;
        PixelRect place = default;
        for (int ring = 0; ring < Rings; ring++)
        {
            float away = radius + Beside + LineHeight / 2 + ring * LineHeight, aside = radius + Beside + half;
            foreach ((float x, float y) in new[] { (0, -away), (0, away), (aside, ring * LineHeight), (-aside, ring * LineHeight), (aside, -ring * LineHeight), (-aside, -ring * LineHeight) })
            {
                PixelRect box = new(at.X + x - half, at.X + x + half, at.Y + y + LineHeight / 2, at.Y + y - LineHeight / 2);
                // A point under a label is worse than a farther place, the edge worst.
                float cost = ring + _taken.Sum(other => Overlap(box, other)) + 10 * (box.Width * box.Height - Overlap(box, new(0, width, height, 0)));
                if (cost >= best) continue;
                (best, chosen, place) = (cost, (x, y), box);
            }
        }
        _taken.Add(place);
        return chosen;
    }

    static float Overlap(PixelRect a, PixelRect b) =>
        Math.Max(0, Math.Min(a.Right, b.Right) - Math.Max(a.Left, b.Left)) * Math.Max(0, Math.Min(a.Bottom, b.Bottom) - Math.Max(a.Top, b.Top));
}
