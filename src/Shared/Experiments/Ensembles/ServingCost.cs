using MLOpsFunctions.Experiments.Search;
using MLOpsFunctions.Learning.Kernel;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Experiments.Ensembles;

/// <summary>
/// What a row's answer costs a trial's model, in nanoseconds, by its size: about what was measured. It is the same on every
/// machine, because it decides which models there are.
/// </summary>
internal static class ServingCost
{
    /// <summary>A visit to a node of a tree.</summary>
    private const double Node = 4;

    /// <summary>A landmark: its likeness, and what each feature and each output adds.</summary>
    private static readonly (double Likeness, double Feature, double Output) Landmark = (4.5, 0.27, 0.4);

    /// <summary>The cost.</summary>
    /// <param name="features">Features of a row in the dense form.</param>
    /// <param name="rows">Training rows.</param>
    /// <param name="outputs">Outputs of the model.</param>
    public static double Of(Trial trial, int features, int rows, int outputs)
    {
        double Parameter(string name, double fallback) => (trial.Fitted ?? trial.Parameters).Get(name, fallback);
        return trial.Trainer switch
        {
            "gbdt" => outputs * Parameter("trees", 100) * Node * Depth(Math.Min(Parameter("leaves", 31), rows / Parameter("minLeaf", 20))),
            "kernel" => Landmarks.CountOf(rows, features)
                * (Landmark.Likeness + (Landmark.Feature * features) + (Landmark.Output * outputs)),
            _ => features * outputs,
        };
    }

    private static double Depth(double leaves) => PortableMath.Log(Math.Max(2, leaves)) / PortableMath.Log(2);
}
