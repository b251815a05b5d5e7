using MLOpsFunctions.Api;

namespace MLOpsFunctions.Dashboard.Forms;

/// <summary>Everything that forms can ask for, except sending a file.</summary>
public static class FormActions
{
    /// <summary>Trains on the newest data.</summary>
    public static readonly FormAction Retrain = new("retrain", "retrain", form => new RetrainRequest(form.By, form.Reason));

    /// <summary>Confirms a guessed label, and trains with it.</summary>
    public static readonly FormAction Confirm = new(
        "confirm",
        "retrain",
        form => new RetrainRequest(form.By, form.Reason, Label: form.Required("label", "the column to predict"))
    );

    /// <summary>Checks the traffic for drift.</summary>
    public static readonly FormAction Drift = new("drift", "check-drift", _ => new { });

    /// <summary>Lets an earlier version serve again.</summary>
    public static readonly FormAction Rollback = new(
        "rollback",
        "rollback",
        form => new RollbackRequest(form.By, form.Reason, form.Number("version"))
    )
    {
        NeedsReason = true,
    };

    /// <summary>Lets a version serve.</summary>
    public static readonly FormAction Promote = new(
        "promote",
        "promote",
        form => new RolloutRequest(form.By, form.Reason, form.Number("version"))
    )
    {
        NeedsReason = true,
    };

    /// <summary>Keeps a rollout where it is.</summary>
    public static readonly FormAction Hold = OfRollout("hold");

    /// <summary>Ends a rollout.</summary>
    public static readonly FormAction Abandon = OfRollout("abandon");

    /// <summary>Forbids another champion.</summary>
    public static readonly FormAction Pin = OfRollout("pin");

    /// <summary>Forbids every change.</summary>
    public static readonly FormAction Freeze = OfRollout("freeze");

    /// <summary>Lifts a pin, a freeze, or a hold.</summary>
    public static readonly FormAction Release = OfRollout("release");

    /// <summary>Ends serving and training.</summary>
    public static readonly FormAction Archive = OfRollout("archive");

    /// <summary>Begins them again.</summary>
    public static readonly FormAction Unarchive = OfRollout("unarchive");

    /// <summary>Records a review.</summary>
    public static readonly FormAction Review = new("review", "post-review", form => new ReviewRequest(form.By, form.Reason));

    /// <summary>Lets the version of a run serve.</summary>
    public static readonly FormAction Approve = new("approve", "approve-run", form => new ApprovalRequest(true, form.By, form.Reason));

    /// <summary>Keeps the version of a run from serving.</summary>
    public static readonly FormAction Reject = new("reject", "approve-run", form => new ApprovalRequest(false, form.By, form.Reason))
    {
        NeedsReason = true,
    };

    /// <summary>Ends a run.</summary>
    public static readonly FormAction Cancel = new("cancel", "cancel-run", form => new CancelRequest(form.By, form.Reason));

    /// <summary>Those about a model.</summary>
    public static readonly IReadOnlyList<FormAction> OfModels =
    [
        Retrain,
        Confirm,
        Drift,
        Rollback,
        Promote,
        Hold,
        Abandon,
        Pin,
        Freeze,
        Release,
        Archive,
        Unarchive,
        Review,
    ];

    /// <summary>Those about a run.</summary>
    public static readonly IReadOnlyList<FormAction> OfRuns = [Approve, Reject, Cancel];

    private static FormAction OfRollout(string name) =>
        new(name, name, form => new RolloutRequest(form.By, form.Reason)) { NeedsReason = true };
}
