using MLOpsFunctions.Local.Commands;

namespace MLOpsFunctions.Local.Tests.Commands;

/// <summary>A spreadsheet that opens the answers runs nothing of what strangers wrote into them.</summary>
public sealed class PredictionCsvTests
{
    [Theory]
    [InlineData("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0")]
    [InlineData("+1+1", "'+1+1")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("@SUM(1)", "'@SUM(1)")]
    [InlineData(" =1", "' =1")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("\uFF1D1", "'\uFF1D1")]
    [InlineData("-1.5", "-1.5")]
    [InlineData("+7", "+7")]
    [InlineData("-1E-5", "-1E-5")]
    [InlineData("a=b", "a=b")]
    [InlineData("", "")]
    public void A_text_that_begins_as_a_formula_has_an_apostrophe_before_it_and_a_number_none(string text, string cell)
    {
        var answer = new RowPrediction(1, "id", text, null) { At = new Dictionary<string, string?> { ["=h"] = text } };
        using var writer = new StringWriter();
        PredictionCsv.Write(writer, [answer]);

        Assert.Equal($"line,id,'=h,prediction\n1,id,{cell},{cell}\n", writer.ToString());
    }

    [Fact]
    public void Numbers_stay_numbers()
    {
        using var writer = new StringWriter();
        PredictionCsv.Write(writer, [new(1, "id", -1.5, null, Low: -2, High: -1)]);

        Assert.Equal("line,id,prediction,low,high\n1,id,-1.5,-2,-1\n", writer.ToString());
    }
}
