using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace MLOpsFunctions.Shared.Tests;

public sealed class NumberFormatTests
{
    [Theory]
    [InlineData(71.2345, "71.23")]
    [InlineData(0.81234, "0.8123")]
    [InlineData(1, "1")]
    [InlineData(1_234_567, "1234567")]
    [InlineData(12_345_678, "1.235E7")]
    [InlineData(1.23456e300, "1.235E300")]
    [InlineData(1.23456e-300, "1.235E-300")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    public void A_sentence_shows_four_significant_digits(double value, string shown) => Assert.Equal(shown, NumberFormat.Format(value));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(-0.0, "0")]
    [InlineData(0.00712345, "0.0071")]
    [InlineData(-0.5, "-0.5")]
    [InlineData(1234.56789, "1234.568")]
    [InlineData(123456.789, "123456.8")]
    [InlineData(1_234_567.8, "1234568")]
    [InlineData(1.23456789e300, "1.234568E300")]
    [InlineData(0.0000712345, "7.123E-5")]
    [InlineData(4.94e-324, "4.941E-324")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    public void A_table_shows_four_decimals_of_seven_digits(double value, string shown) =>
        Assert.Equal(shown, NumberFormat.Tabulate(value));

    [Fact]
    public void No_number_is_long_and_each_reads_back_as_near_as_was_asked() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                ArbMap.Default.ArbFor<NormalFloat>(),
                value =>
                    new[] { NumberFormat.Format(value.Get), NumberFormat.Tabulate(value.Get) }.All(text =>
                        text.Length <= 14
                        && Math.Abs(double.Parse(text, CultureInfo.InvariantCulture) - value.Get)
                            <= Math.Max(Math.Abs(value.Get) * 1e-3, 0.0001)
                    )
            )
        );
}
