using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;

namespace MLOpsFunctions.Learning.Boosting;

/// <summary>The trainer's parameters, by the names that definitions and searches use, each default with its reason.</summary>
internal sealed record BoostingOptions
{
    private const string MonotonePrefix = "monotone.";

    /// <summary>Rounds without early stopping: with the learning rate of 0.1, most tables are near their best there.</summary>
    private const int FixedTrees = 100;

    /// <summary>Most rounds with early stopping: small steps on many rows help that long.</summary>
    public const int MostTrees = 1_500;

    /// <summary>The search space. It does not contain the number of trees, because early stopping finds that better.</summary>
    public static IReadOnlyList<ParameterRange> SearchSpace { get; } =
    [
        new("learningRate", 0.02, 0.3, 0.1, Logarithmic: true),
        new("leaves", 7, 127, 31, Logarithmic: true, Integer: true),
        new("minLeaf", 5, 200, 20, Logarithmic: true, Integer: true),
        new("l2", 0.01, 30, 1, Logarithmic: true, OrZero: true),
        new("columnShare", 0.4, 1, 1),
        new("rowShare", 0.5, 1, 1),
    ];

    /// <summary>
    /// Presets. For many rows with fine structure: large trees in small steps, each on a part of the table. For few
    /// rows or much noise: small trees on smaller parts. Most of what a search of a dozen trials could find is near one
    /// of the three (the default and AutoGluon's large preset for boosted trees are similar; Erickson et al.,
    /// AutoGluon-Tabular, 2020, section 3.4).
    /// </summary>
    public static IReadOnlyList<TrainerParameters> Presets { get; } =
    [
        new()
        {
            ["learningRate"] = 0.05,
            ["leaves"] = 110,
            ["minLeaf"] = 20,
            ["l2"] = 0,
            ["columnShare"] = 0.9,
            ["rowShare"] = 0.8,
        },
        new()
        {
            ["learningRate"] = 0.06,
            ["leaves"] = 15,
            ["minLeaf"] = 10,
            ["l2"] = 3,
            ["columnShare"] = 0.6,
            ["rowShare"] = 0.8,
        },
    ];

    /// <summary>Rounds.</summary>
    public required int Trees { get; init; }

    /// <summary>
    /// The factor of each tree's values: small steps generalise better (Friedman 2001); 0.1 is the usual value.
    /// </summary>
    public required double LearningRate { get; init; }

    /// <summary>Leaves of a tree: 31 is about a full tree of depth five.</summary>
    public required int Leaves { get; init; }

    /// <summary>Most splits from root to leaf: bounds the cost to score or explain a row.</summary>
    public required int MaxDepth { get; init; }

    /// <summary>The constraints on splits.</summary>
    public required SplitConstraints Rules { get; init; }

    /// <summary>Most bins of a feature.</summary>
    public required int Bins { get; init; }

    /// <summary>Share of the rows that each tree sees.</summary>
    public required double RowShare { get; init; }

    /// <summary>Share of the features that each tree may split on.</summary>
    public required double ColumnShare { get; init; }

    /// <summary>Rounds without a better validation loss before training stops.</summary>
    public required int Patience { get; init; }

    /// <summary>The quantile of the quantile loss.</summary>
    public required double Quantile { get; init; }

    /// <summary>The power of the Tweedie loss.</summary>
    public required double TweediePower { get; init; }

    /// <summary>All classes get the same total weight.</summary>
    public required bool Balanced { get; init; }

    /// <summary>Reads parameters; missing ones have their defaults.</summary>
    /// <exception cref="ProblemException">One is out of its range.</exception>
    public static BoostingOptions From(TrainerParameters parameters, bool validates) =>
        new()
        {
            Trees = Whole(parameters, "trees", validates ? MostTrees : FixedTrees, 1, 100_000),
            LearningRate = Number(parameters, "learningRate", 0.1, 1e-6, 1),
            Leaves = Whole(parameters, "leaves", 31, 2, 4_096),
            MaxDepth = Whole(parameters, "maxDepth", Forest.MaxDepth, 1, Forest.MaxDepth),
            Rules = new(
                Whole(parameters, "minLeaf", 20, 1, int.MaxValue),
                Number(parameters, "minHessian", 1e-3, 0, double.MaxValue),
                Number(parameters, "l1", 0, 0, double.MaxValue),
                Number(parameters, "l2", 1, 0, double.MaxValue),
                Number(parameters, "minGain", 0, 0, double.MaxValue)
            ),
            Bins = Whole(parameters, "bins", FeatureBins.MaxBins, 2, FeatureBins.MaxBins),
            RowShare = Number(parameters, "rowShare", 1, 0.01, 1),
            ColumnShare = Number(parameters, "columnShare", 1, 0.01, 1),
            Patience = Whole(parameters, "patience", 30, 1, 100_000),
            Quantile = Number(parameters, "quantile", 0.5, 0.001, 0.999),
            TweediePower = Number(parameters, "tweediePower", 1.5, 1.01, 1.99),
            Balanced = Whole(parameters, "balanced", 0, 0, 1) == 1,
        };

    /// <summary>The parameters that a definition sets.</summary>
    public static TrainerParameters Declared(TrainingDefinition training)
    {
        var declared = new TrainerParameters();
        foreach (var (column, direction) in training.Monotone)
        {
            declared[MonotonePrefix + column] = direction == MonotoneDirection.Rising ? 1 : -1;
        }

        if (training.Quantile is { } quantile)
        {
            declared["quantile"] = quantile;
        }

        if (training.TweediePower is { } power)
        {
            declared["tweediePower"] = power;
        }

        return declared;
    }

    /// <summary>By feature: <c>monotone.NAME</c> of +1 (never falls) or -1 (never rises); 0 if not set.</summary>
    public static sbyte[] Monotone(TrainerParameters parameters, IReadOnlyList<FeatureInfo> features) =>
        [
            .. features.Select(feature =>
                feature.Kind == FeatureKind.Numeric ? (sbyte)Whole(parameters, MonotonePrefix + feature.Name, 0, -1, 1) : (sbyte)0
            ),
        ];

    private static int Whole(TrainerParameters parameters, string name, int fallback, int min, int max) =>
        (int)Math.Round(Number(parameters, name, fallback, min, max));

    private static double Number(TrainerParameters parameters, string name, double fallback, double min, double max) =>
        parameters.Get(name, fallback) is var value && value >= min && value <= max
            ? value
            : throw new ProblemException(
                new(
                    "A parameter of the boosted trees is out of range",
                    $"{name} = {value}",
                    $"{min} to {max}",
                    $"training parameter '{name}'"
                )
            );
}
