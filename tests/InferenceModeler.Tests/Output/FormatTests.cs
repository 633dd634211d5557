using CsCheck;
using InferenceModeler.Cli.Output;

namespace InferenceModeler.Tests.Output;

public class FormatTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(1e-15, "0")]
    [InlineData(9.996, "10.0")]
    [InlineData(0.012345, "0.0123")]
    [InlineData(1234567, "1,234,567")]
    [InlineData(-48.06, "−48.1")]
    [InlineData(double.NaN, "–")]
    public void Numbers_show_three_significant_digits(double value, string text) => Assert.Equal(text, Format.Number(value));

    [Fact]
    public void A_printed_number_is_within_half_a_percent_of_the_value() =>
        Gen.Double[1e-9, 1e9].Sample(v => Assert.InRange(double.Parse(Format.Number(v)) / v, 0.995, 1.0051));

    [Fact]
    public void Tables_have_neither_escape_codes_nor_trailing_spaces()
    {
        StringWriter output = new() { NewLine = "\n" };
        new TextTable(Column.Text("name"), Column.Number("req/s")).Row("[red]", "1").Row("b", "22").Write(output, null);
        string[] lines = output.ToString().TrimEnd('\n').Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.All(lines, l => Assert.Equal(l.TrimEnd(), l));
        Assert.DoesNotContain('\u001b', output.ToString());
        Assert.Contains("[red]", output.ToString());
    }

    [Fact]
    public void A_narrow_terminal_folds_the_last_cell_and_cuts_none()
    {
        StringWriter output = new() { NewLine = "\n" };
        string longest = string.Join(' ', Enumerable.Repeat("word", 40));
        new TextTable(Column.Text(new string('a', 60)), Column.Number("b"), Column.Text("c")).Row(new string('x', 60), "1", longest).Write(output, 40);
        Assert.Contains(new string('x', 60), output.ToString());
        Assert.Equal(40, output.ToString().Split("word").Length - 1);
        Assert.DoesNotContain("…", output.ToString());
    }
}
