using MLOpsFunctions.Contracts;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Models;

namespace MLOpsFunctions.Shared.Tests.Learning;

/// <summary>Boosted trees hold to what all trainers hold to.</summary>
public sealed class BoostedTreesContractTests : TrainerContract
{
    protected override ITrainer Trainer { get; } = TrainerSet.BuiltIn.Find("gbdt");

    protected override ModelKinds Kinds => ModelKinds.BuiltIn;
}

/// <summary>So do linear models.</summary>
public sealed class LinearContractTests : TrainerContract
{
    protected override ITrainer Trainer { get; } = TrainerSet.BuiltIn.Find("linear");

    protected override ModelKinds Kinds => ModelKinds.BuiltIn;
}

/// <summary>So do kernel models.</summary>
public sealed class KernelContractTests : TrainerContract
{
    protected override ITrainer Trainer { get; } = TrainerSet.BuiltIn.Find("kernel");

    protected override ModelKinds Kinds => ModelKinds.BuiltIn;
}
