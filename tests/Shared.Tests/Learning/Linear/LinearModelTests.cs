using MLOpsFunctions.Definitions;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Learning.Linear;
using MLOpsFunctions.Models;

namespace MLOpsFunctions.Shared.Tests.Learning.Linear;

public sealed class LinearModelTests
{
    [Theory]
    [InlineData(ModelTask.Regression, 0)]
    [InlineData(ModelTask.Binary, 2)]
    [InlineData(ModelTask.Multiclass, 4)]
    public void Contributions_add_up_to_the_margin_and_average_to_nothing(ModelTask task, int classes)
    {
        var features = SampleRows.Uniform(300, 5, 6);
        var labels =
            classes == 0 ? Array.ConvertAll(features.Columns[0], value => (double)value) : SampleRows.Classes(features, classes, 7);
        var model = (IExplainable)new LinearTrainer().Train(new(features, labels, classes), null, [], new(task, 7, 2)).Model;
        var (margins, size) = (new double[model.MarginCount], model.MarginCount * 6);
        var contributions = new double[300 * size];
        model.ExplainAll(features, contributions, threads: 2);

        for (var i = 0; i < 300; i++)
        {
            var row = new float[5];
            features.CopyRow(i, row);
            model.Margins(row, margins);
            for (var k = 0; k < margins.Length; k++)
            {
                Assert.Equal(margins[k], contributions.AsSpan((i * size) + (k * 6), 6).ToArray().Sum(), 9);
            }
        }

        for (var f = 0; f < 5; f++)
        {
            Assert.Equal(0, Enumerable.Range(0, 300).Average(i => contributions[(i * size) + f]), 6);
        }
    }

    [Fact]
    public void Margins_of_a_thousand_are_certain_and_no_infinity()
    {
        var binary = new LinearModel(LinearKind.Logistic, 1, 1, [1_000, 0], [0], []);
        var classes = new LinearModel(LinearKind.Multinomial, 1, 3, [1_000, 0, -1_000, 0, 0, 0], [0], []);

        Assert.Equal([1, 0, 0.5], binary.Scores(SampleRows.Of([1, -1, 0])));
        Assert.Equal([1, 0, 0, 0, 1, 0], classes.Scores(SampleRows.Of([1, -1])));
    }

    [Fact]
    public void Bytes_that_no_model_wrote_are_refused()
    {
        var bytes = new LinearModel(LinearKind.Multinomial, 2, 3, [1, 2, 3, 4, 5, 6, 7, 8, 9], [0.5, 0.25], []).Bytes();
        byte[] Changed(int at, byte value)
        {
            var copy = (byte[])bytes.Clone();
            copy[at] = value;
            return copy;
        }

        Assert.Equal(bytes, ModelKinds.BuiltIn.Read("linear", bytes).Bytes());
        Assert.Throws<InvalidModelException>(() => ModelKinds.BuiltIn.Read("linear", Changed(0, 3)));
        Assert.Throws<InvalidModelException>(() => ModelKinds.BuiltIn.Read("linear", Changed(0, 1)));
        Assert.Throws<InvalidModelException>(() => ModelKinds.BuiltIn.Read("linear", Changed(4, 255)));
        Assert.Throws<InvalidModelException>(() => ModelKinds.BuiltIn.Read("linear", Changed(8, 127)));
        Assert.All(
            Enumerable.Range(0, bytes.Length),
            length => Assert.Throws<InvalidModelException>(() => ModelKinds.BuiltIn.Read("linear", bytes.AsMemory(0, length)))
        );
        Assert.Throws<InvalidModelException>(() => ModelKinds.BuiltIn.Read("linear", (byte[])[.. bytes, 0]));
    }
}
