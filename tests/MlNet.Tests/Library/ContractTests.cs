using MLOpsFunctions.Contracts;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Models;

namespace MLOpsFunctions.MlNet.Tests.Library;

/// <summary>FastTree holds to what all trainers hold to.</summary>
public sealed class FastTreeContractTests : TrainerContract
{
    protected override ITrainer Trainer { get; } = MlNetTrainers.BesideBuiltIn.Find("fasttree");

    protected override ModelKinds Kinds => MlNetTrainers.BesideBuiltIn.Kinds;
}

/// <summary>So does LightGBM.</summary>
public sealed class LightGbmContractTests : TrainerContract
{
    protected override ITrainer Trainer { get; } = MlNetTrainers.BesideBuiltIn.Find("lightgbm");

    protected override ModelKinds Kinds => MlNetTrainers.BesideBuiltIn.Kinds;
}

/// <summary>So does SDCA.</summary>
public sealed class SdcaContractTests : TrainerContract
{
    protected override ITrainer Trainer { get; } = MlNetTrainers.BesideBuiltIn.Find("sdca");

    protected override ModelKinds Kinds => MlNetTrainers.BesideBuiltIn.Kinds;
}
