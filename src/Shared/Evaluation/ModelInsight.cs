namespace MLOpsFunctions.Evaluation;

/// <summary>What a model depends on and how it answers, found by scoring held-out rows.</summary>
/// <param name="Rows">Held-out rows that were available; at most a few thousand of them were used.</param>
/// <param name="Importances">How much each column contributes to the margins, greatest first; empty where the model
/// cannot tell.</param>
/// <param name="Permutations">How much worse the model gets without each column, greatest first.</param>
/// <param name="Dependences">How the answers depend on the most important columns.</param>
public sealed record ModelInsight(
    int Rows,
    IReadOnlyList<FeatureImportance> Importances,
    IReadOnlyList<PermutationImportance> Permutations,
    IReadOnlyList<PartialDependence> Dependences
)
{
    /// <summary>The clusters, in order of their numbers; empty for other tasks.</summary>
    public IReadOnlyList<ClusterProfile> Clusters { get; init; } = [];

    /// <summary>The words that speak for each answer, by column of prose; empty if no words are read.</summary>
    public IReadOnlyList<OutputWords> Words { get; init; } = [];
}

/// <summary>The words of a column that speak for an answer.</summary>
/// <param name="Answer">The class; of a number <c>lower</c> or <c>higher</c>.</param>
/// <param name="Words">The words for which the answers differ most between texts, the strongest first.</param>
public sealed record OutputWords(string Column, string Answer, IReadOnlyList<WordEffect> Words);

/// <summary>The effect of a word on a model's answers. Words that only a few texts have are never named.</summary>
/// <param name="Word">The word or pair of words, as the model reads it.</param>
/// <param name="Texts">The number of texts with the word, among those used.</param>
/// <param name="Effect">What it adds to the margin of the answer in a text that has it, on average.</param>
public sealed record WordEffect(string Word, int Texts, double Effect);

/// <summary>A description of a cluster.</summary>
/// <param name="Cluster">Its number, from 0.</param>
/// <param name="Rows">Training rows in it.</param>
/// <param name="Share">Their share of all training rows, 0 to 1.</param>
/// <param name="Centre">Its centre, column by column.</param>
public sealed record ClusterProfile(int Cluster, int Rows, double Share, IReadOnlyList<CentreColumn> Centre)
{
    /// <summary>
    /// The difference from the nearest cluster; null if there is none, and in cards that are older than this property.
    /// </summary>
    public NearestCluster? Apart { get; init; }
}

/// <summary>The cluster with the nearest centre, and how the two differ.</summary>
/// <param name="Cluster">Its number.</param>
/// <param name="Columns">Each column's share of the squared distance between the centres, greatest first.</param>
public sealed record NearestCluster(int Cluster, IReadOnlyList<FeatureImportance> Columns);

/// <summary>Where a centre lies in one column.</summary>
/// <param name="At">A number or a time in the column's own unit, or the commonest text.</param>
/// <param name="Share">Of a text: the share of the cluster's rows that have it, 0 to 1; else null.</param>
public sealed record CentreColumn(string Column, string At, double? Share = null);

/// <summary>
/// How much a column counts in a model: the mean size of its contributions (Lundberg et al., Nature Machine
/// Intelligence 2, 2020, global importance).
/// </summary>
/// <param name="Feature">The column's name.</param>
/// <param name="Share">Its share of the total, 0 to 1.</param>
public sealed record FeatureImportance(string Feature, double Share);

/// <summary>
/// How much worse a model gets when a column's values are shuffled among the rows (Breiman, Random Forests, Machine
/// Learning 45, 2001, section 10).
/// </summary>
/// <param name="Loss">By how much it gets worse, in its own unit; below 0: better, by chance.</param>
/// <param name="Deviation">Standard deviation of that over the shuffles.</param>
public sealed record PermutationImportance(string Column, string Metric, double Loss, double Deviation);

/// <summary>
/// The mean answer over rows in which one column is set to a value (Friedman, Greedy Function Approximation, Annals of
/// Statistics 29, 2001, section 8.2).
/// </summary>
/// <param name="Points">Numbers and times ascending; texts from common to rare.</param>
public sealed record PartialDependence(string Column, IReadOnlyList<DependencePoint> Points);

/// <summary>The mean answer at one value.</summary>
/// <param name="At">The value, as a file would have it.</param>
/// <param name="Answers">The number, the probability of the second of two classes, or one of each class.</param>
public sealed record DependencePoint(string At, IReadOnlyList<double> Answers);
