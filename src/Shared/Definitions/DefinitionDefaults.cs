namespace MLOpsFunctions.Definitions;

/// <summary>Every default of a model definition, each with its reason.</summary>
public static class DefinitionDefaults
{
    /// <summary>
    /// A fifth: at a few thousand rows the interval of the usual metrics is narrow enough for a gate, and training
    /// keeps most rows.
    /// </summary>
    public const double TestShare = 0.2;

    /// <summary>
    /// An eighth of the rest is a tenth of all rows: enough to rank candidates, and the winner is fitted again on these
    /// rows too.
    /// </summary>
    public const double ValidationShare = 0.125;

    /// <summary>Fewer rows of a slice give an interval that is too wide to find anything but a disaster.</summary>
    public const int SliceMinRows = 50;

    /// <summary>Below this a level's effect cannot be told from chance.</summary>
    public const int MinLevelCount = 10;

    /// <summary>Beyond this a one-hot row is mostly zeros and a table of levels mostly names.</summary>
    public const int MaxLevels = 200;

    /// <summary>A power of two in which a few thousand levels collide seldom enough to learn from.</summary>
    public const int HashBuckets = 256;

    /// <summary>Once an hour: most sources change less often, and one that has not changed costs a question.</summary>
    public const string SourceSchedule = "0 0 * * * *";

    /// <summary>Fixed, so that a run without a declared seed can be repeated.</summary>
    public const int Seed = 7;

    /// <summary>Ends within a minute on common laptops at a hundred thousand rows.</summary>
    public const int Trials = 12;

    /// <summary>A newcomer waits this long at most.</summary>
    public const double Minutes = 5;

    /// <summary>
    /// Four true values in five: the range that planners call usual. Enough values lie outside to check the interval
    /// soon.
    /// </summary>
    public const double Interval = 0.8;

    /// <summary>
    /// The customary bound of "no change" in credit scoring (Siddiqi, Credit Risk Scorecards, 2006); a shift of a
    /// third of a standard deviation. A test decides whether chance explains it.
    /// </summary>
    public const double Psi = 0.1;

    /// <summary>The distance between two bell curves a third of a standard deviation apart.</summary>
    public const double Ks = 0.125;

    /// <summary>A third of a standard deviation, as the PSI.</summary>
    public const double Wasserstein = 0.3;

    /// <summary>That of two bell curves a third of a standard deviation apart: for small changes, the root of PSI / 8 ln 2.</summary>
    public const double JensenShannon = 0.13;

    /// <summary>Half of Cohen's medium effect w = 0.3 (Statistical Power Analysis, 1988), which V is for two equal sets.</summary>
    public const double CramersV = 0.15;

    /// <summary>Cells that begin to be missing, one in ten, are a fault of the source rather than a change of habits.</summary>
    public const double MissingChange = 0.1;

    /// <summary>The model knows nothing of such rows: one in twenty more matters.</summary>
    public const double UnseenGrowth = 0.05;

    /// <summary>A word that one more text in seven has, or no longer has; the distance of the KS test.</summary>
    public const double VocabularyChange = 0.15;

    /// <summary>That of two bell curves a third of a standard deviation apart, rounded up.</summary>
    public const double DriftAuc = 0.6;

    /// <summary>Well below the twentieth that people tolerate.</summary>
    public const double DriftFalseAlarms = 0.01;

    /// <summary>A week has each weekday once.</summary>
    public static readonly Duration DriftWindow = new(TimeSpan.FromDays(7));

    /// <summary>A third of the features: single columns shift often without harm.</summary>
    public const double DriftShare = 0.3;

    /// <summary>With fewer rows, a test that allows for chance finds only gross changes.</summary>
    public const int DriftMinRows = 200;

    /// <summary>Two working days and a weekend.</summary>
    public static readonly Duration ApprovalTimeout = new(TimeSpan.FromDays(4));

    /// <summary>A tenth costs little, and at a request a second shows a day's worth of rows in a day.</summary>
    public const double ShadowShare = 0.1;

    /// <summary>
    /// Enough to tell a share of 1% more errors from none at 95%: 300 requests without an error do (Hanley and Lippman-Hand,
    /// If Nothing Goes Wrong, Is Everything All Right?, JAMA 249, 1983), and some batches have several rows.
    /// </summary>
    public const int ShadowMinRows = 500;

    /// <summary>An hour has the usual mix of callers.</summary>
    public const double ShadowMinHours = 1;

    /// <summary>Three days: a weekend does not end a rollout.</summary>
    public const double StageMaxHours = 72;

    /// <summary>Few first, because what breaks, breaks for them; all last, because load breaks things too.</summary>
    public static readonly IReadOnlyList<double> CanarySteps = [0.05, 0.25, 1];

    /// <summary>An hour has the usual mix of callers.</summary>
    public static readonly Duration CanaryHold = new(TimeSpan.FromHours(1));

    /// <summary>As many as tell 1% more errors from none at 95%.</summary>
    public const int CanaryMinRows = 300;

    /// <summary>A day has the whole mix of callers.</summary>
    public const double BakeHours = 24;

    /// <summary>More than in a shadow, because callers already get the answers of the version on trial.</summary>
    public const double BakeShare = 0.25;

    /// <summary>One request of a hundred more: what a caller's second try covers up.</summary>
    public const double GuardrailErrorRate = 0.01;

    /// <summary>Three times: a model with more trees takes longer, and a few milliseconds are within reach of every caller.</summary>
    public const double GuardrailP99Relative = 3;

    /// <summary>The customary bound of a significant change in credit scoring (Siddiqi, Credit Risk Scorecards, 2006).</summary>
    public const double GuardrailPredictionShift = 0.25;

    /// <summary>A twentieth: less is within what the next retrained version makes up for.</summary>
    public const double GuardrailLiveMetric = 0.05;

    /// <summary>Two rows of a hundred more.</summary>
    public const double GuardrailRefusedShare = 0.02;

    /// <summary>A drifted stream retrains a few times a day, not with every check.</summary>
    public static readonly Duration Cooldown = new(TimeSpan.FromHours(6));

    /// <summary>A data set smaller than this changes no model worth serving.</summary>
    public const int RetrainMinRows = 500;

    /// <summary>One secret serves an installation whose definitions name none.</summary>
    public const string WebhookSecret = "MLOPS_WEBHOOK_SECRET";

    /// <summary>One row in twenty: less is usual in files that people export by hand.</summary>
    public const double QuarantineShare = 0.05;

    /// <summary>As many rows as a model learns from in a few minutes on one core.</summary>
    public const int FeedbackMaxRows = 200_000;
}
