using InferenceModeler.Cli.Output;

namespace InferenceModeler.Tests.Output;

public class ColumnChartTests
{
    static readonly ChartColumn[] s_two = [new("2027-Q1", 20, 40, "▲24"), new("2027-Q2", 33, 80, "")];

    [Fact]
    public void A_column_is_as_high_as_its_number_and_the_room_above_it_is_light()
    {
        string[] lines = [.. ColumnChart.Draw(s_two, null)];
        Assert.Equal(
        [
            "  80.0 ┤          ░░░░░░░░",
            "       │          ░░░░░░░░",
            "       │          ░░░░░░░░",
            "       │          ░░░░░░░░",
            "  40.0 ┤ ░░░░░░░░ ▂▂▂▂▂▂▂▂",
            "       │ ░░░░░░░░ ████████",
            "       │ ████████ ████████",
            "       │ ████████ ████████",
            "     0 └──────────────────",
            "         2027-Q1  2027-Q2",
            "         ▲24",
        ], lines);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(12)]
    [InlineData(20)]
    public void It_is_never_wider_than_the_screen_and_labels_do_not_touch(int columns)
    {
        ChartColumn[] many = [.. Enumerable.Range(0, columns).Select(i => new ChartColumn($"2027-Q{i % 4 + 1}", i, 2 * i + 1, $"▲{1000 * i:N0}"))];
        foreach (int screen in new[] { 80, 100, 200 })
        {
            string[] lines = [.. ColumnChart.Draw(many, screen)];
            Assert.All(lines, line => Assert.InRange(line.Length, 1, screen));
            Assert.All(lines[^2].Split(' ', StringSplitOptions.RemoveEmptyEntries), label => Assert.Equal(7, label.Length));
            Assert.Equal(columns, lines[^1].Count(c => c == '▲'));
        }
    }

    [Fact]
    public void There_is_none_on_a_narrow_screen_or_of_nothing()
    {
        Assert.Empty(ColumnChart.Draw(s_two, 79));
        Assert.Empty(ColumnChart.Draw([new("2027-Q1", 0, 0, "")], null));
    }
}
