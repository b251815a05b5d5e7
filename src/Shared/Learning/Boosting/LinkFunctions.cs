using MLOpsFunctions.Learning.Boosting.Losses;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Boosting;

/// <summary>Turns margins into predictions.</summary>
internal static class LinkFunctions
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
                Softmax.Apply(margins);
                break;
        }
    }
}
