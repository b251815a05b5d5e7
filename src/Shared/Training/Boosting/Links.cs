using MLOpsFunctions.Training.Boosting.Losses;

namespace MLOpsFunctions.Training.Boosting;

/// <summary>Turns margins into predictions.</summary>
internal static class Links
{
    /// <summary>Replaces one row's margins.</summary>
    public static void Apply(Link link, Span<double> margins)
    {
        switch (link)
        {
            case Link.Log:
                margins[0] = PortableMath.Exp(margins[0]);
                break;
            case Link.Logistic:
                margins[0] = PortableMath.Logistic(margins[0]);
                break;
            case Link.Softmax:
                Softmax(margins);
                break;
        }
    }

    private static void Softmax(Span<double> margins)
    {
        var largest = double.NegativeInfinity;
        foreach (var margin in margins)
        {
            largest = Math.Max(largest, margin);
        }

        var sum = 0d;
        for (var k = 0; k < margins.Length; k++)
        {
            margins[k] = PortableMath.Exp(margins[k] - largest);
            sum += margins[k];
        }

        for (var k = 0; k < margins.Length; k++)
        {
            margins[k] /= sum;
        }
    }
}
