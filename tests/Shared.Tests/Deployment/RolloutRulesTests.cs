using FsCheck;
using FsCheck.Fluent;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Deployment;
using static MLOpsFunctions.Deployment.DeploymentCommand;

namespace MLOpsFunctions.Shared.Tests.Deployment;

public sealed class RolloutRulesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 3, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Whatever_happens_in_whatever_order_the_promises_of_a_rollout_hold()
    {
        Prop.ForAll(
                Commands().ListOf().ToArbitrary(),
                sequence =>
                {
                    var (state, ended) = (Play(new Load(1), new Swap(1, null, true)), new HashSet<int>());
                    foreach (var command in sequence.Select(command => Aim(command, state)))
                    {
                        var decision = DeploymentRules.Decide(state, command);
                        Assert.True(decision.Refusal is null ^ decision.Events.Count == 0);
                        var after = decision.Events.Aggregate(state, DeploymentRules.Apply);
                        CheckSlots(after);
                        CheckWayToLive(state, command, after);
                        CheckOrders(state, command, after);
                        if (state.Rollout is { } stage && after.Rollout?.Number != stage.Number)
                        {
                            Assert.True(ended.Add(stage.Number), $"Stage {stage.Number} ended twice.");
                        }

                        Assert.True(after.Stages >= state.Stages);
                        Assert.Equal(Json.Write(after), Json.Write(Json.Read<DeploymentState>(Json.Write(after))));
                        state = after;
                    }
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_version_goes_from_shadow_through_the_steps_of_the_canary_and_the_bake()
    {
        var state = Play(Champion(), new Begin(2, 1, Terms(RolloutStrategy.ShadowThenCanary), Noon));
        var seen = new List<(RolloutStage?, int?, int?)>();
        while (state.Rollout is { } rollout)
        {
            seen.Add((rollout.Stage, rollout.Step, state.LiveVersion));
            state = Play(state, new Advance(rollout.Number, Noon));
        }

        Assert.Equal(
            [
                (RolloutStage.Shadow, 0, 1),
                (RolloutStage.Canary, 0, 1),
                (RolloutStage.Canary, 1, 1),
                (RolloutStage.Canary, 2, 1),
                (RolloutStage.Bake, 0, 2),
            ],
            seen
        );
        Assert.Equal((2, 1, 5), (state.LiveVersion, state.Previous, state.Stages));
    }

    [Theory]
    [InlineData(RolloutStrategy.Shadow, 0, 1)]
    [InlineData(RolloutStrategy.Canary, 1, 1)]
    [InlineData(RolloutStrategy.Canary, 3, 1)] // In its bake.
    [InlineData(RolloutStrategy.Immediate, 0, 1)] // In its bake, too.
    public void A_guardrail_that_fails_leaves_the_version_before_in_service(RolloutStrategy strategy, int advances, int live)
    {
        var state = Play(Champion(), new Begin(2, 1, Terms(strategy, bake: 24), Noon));
        for (var step = 0; step < advances; step++)
        {
            state = Play(state, new Advance(state.Rollout!.Number, Noon));
        }

        var stage = state.Rollout!.Number;
        state = Play(state, new Fail(stage));

        Assert.Equal((live, null, null), (state.LiveVersion, state.Rollout, state.Challenger));
        Assert.Equal(RefusalReason.StageOver, Refusal(state, new Fail(stage)));
        Assert.Equal(RefusalReason.StageOver, Refusal(state, new Advance(stage, Noon)));
    }

    [Fact]
    public void What_was_not_blessed_shadows_and_waits_for_a_person()
    {
        var unblessed = Terms(RolloutStrategy.ShadowThenCanary, blessed: false);
        Assert.Equal(RefusalReason.NotBlessed, Refusal(Champion(), new Begin(2, 1, Terms(RolloutStrategy.Canary, blessed: false), Noon)));
        var state = Play(Champion(), new Begin(2, 1, unblessed, Noon));

        Assert.Equal(RefusalReason.NotBlessed, Refusal(state, new Advance(state.Rollout!.Number, Noon)));
        state = Play(state, new Load(2), new Swap(2, 1, false, new("Ada", "I have seen the pairs"), new(unblessed, Noon)));
        Assert.Equal((2, RolloutStage.Bake, 1), (state.LiveVersion, state.Rollout!.Stage, state.Rollout.Baseline));
    }

    [Fact]
    public void What_a_person_has_set_is_kept()
    {
        var shadow = Play(Champion(), new Begin(2, 1, Terms(RolloutStrategy.Shadow), Noon));
        var held = Play(shadow, new Pause(2));
        Assert.Equal(RefusalReason.RolloutPaused, Refusal(held, new Advance(1, Noon)));
        Assert.Equal(RefusalReason.RolloutPaused, Refusal(held, new Begin(3, 1, Terms(RolloutStrategy.Shadow), Noon)));
        Assert.Null(Play(held, new Fail(1)).Rollout);
        Assert.Equal(2, Play(held, new Release(), new Advance(1, Noon)).LiveVersion);
        Assert.Equal(RefusalReason.NoRollout, Refusal(shadow, new Pause(3)));

        var pinned = Play(shadow, new Control(ChangeControl.Pinned));
        Assert.Equal(RefusalReason.Pinned, Refusal(pinned, new Advance(1, Noon)));
        Assert.Equal(2, Play(pinned, new Load(2), new Swap(2, 1, false, new("Ada", "now"))).LiveVersion);
        Assert.Equal(1, Play(Play(shadow, new Advance(1, Noon)), new Control(ChangeControl.Pinned), new Rollback(1)).LiveVersion);

        var frozen = Play(shadow, new Control(ChangeControl.Frozen));
        Assert.Equal(RefusalReason.Frozen, Refusal(frozen, new Advance(1, Noon)));
        Assert.Equal(RefusalReason.Frozen, Refusal(frozen, new Begin(3, 1, Terms(RolloutStrategy.Immediate), Noon)));
        Assert.Equal(2, Play(frozen, new Release(), new Advance(1, Noon)).LiveVersion);
    }

    [Fact]
    public void A_newer_version_takes_the_place_of_one_under_way()
    {
        var state = Play(
            Champion(),
            new Begin(2, 1, Terms(RolloutStrategy.Canary), Noon),
            new Begin(3, 1, Terms(RolloutStrategy.Canary), Noon)
        );

        Assert.Equal((1, 3, 3, 2), (state.LiveVersion, state.Challenger, state.Rollout!.Version, state.Rollout.Number));
        Assert.Equal(RefusalReason.StageOver, Refusal(state, new Fail(1)));
    }

    private static Gen<DeploymentCommand> Commands() =>
        Gen.OneOf(
            from version in Gen.Choose(1, 5)
            from strategy in Gen.Elements(Enum.GetValues<RolloutStrategy>())
            from blessed in Gen.Choose(0, 2)
            from bake in Gen.Elements(0d, 24)
            select (DeploymentCommand)new Begin(version, 1, Terms(strategy, blessed > 0, bake), Noon),
            from stage in Gen.Choose(1, 9)
            select (DeploymentCommand)new Advance(stage, Noon),
            from stage in Gen.Choose(1, 9)
            select (DeploymentCommand)new Fail(stage),
            from version in Gen.Choose(1, 5)
            from blessed in Gen.Choose(0, 1)
            from person in Gen.Elements<Override?>(null, new("Ada", "I have seen the numbers"))
            from bake in Gen.Elements<Bake?>(null, new(Terms(RolloutStrategy.Canary, bake: 24), Noon))
            select (DeploymentCommand)new Swap(version, 1, blessed > 0, person, bake),
            from version in Gen.Choose(1, 5)
            select (DeploymentCommand)new Load(version),
            from version in Gen.Choose(1, 5)
            select (DeploymentCommand)new Restore(version),
            from version in Gen.Choose(1, 5)
            select (DeploymentCommand)new Rollback(version),
            from version in Gen.Choose(1, 5)
            select (DeploymentCommand)new Hold(version),
            Gen.Elements<DeploymentCommand>(
                new Pause(null),
                new Abandon(null),
                new Release(),
                new Release(),
                new Control(ChangeControl.Pinned),
                new Control(ChangeControl.Frozen)
            )
        );

    /// <summary>Most random commands would be refused; they are aimed at the present state so that sequences go somewhere.</summary>
    private static DeploymentCommand Aim(DeploymentCommand command, DeploymentState state) =>
        command switch
        {
            Begin begin => begin with { ExpectedLive = state.LiveVersion },
            Advance { Stage: > 3 } advance when state.Rollout is { } rollout => advance with { Stage = rollout.Number },
            Fail { Stage: > 5 } when state.Rollout is { } rollout => new Fail(rollout.Number),
            Swap { Version: > 2 } swap when state.Challenger is { } challenger => swap with
            {
                Version = challenger,
                ExpectedLive = state.LiveVersion,
            },
            Rollback { To: > 2 } when state.Previous is { } previous => new Rollback(previous),
            _ => command,
        };

    /// <summary>One slot serves; what is on its way lies in the other one, and what bakes in this one.</summary>
    private static void CheckSlots(DeploymentState state)
    {
        Assert.NotNull(state.LiveVersion);
        Assert.True(state.Challenger is null || state[state.Idle] == state.Challenger);
        Assert.NotEqual(state.LiveVersion, state.Challenger);
        if (state.Rollout is { Stage: RolloutStage.Bake } bake)
        {
            Assert.Equal((bake.Version, bake.Baseline), (state.LiveVersion, state.Previous));
        }
        else if (state.Rollout is { } rollout)
        {
            Assert.Equal((rollout.Version, rollout.Baseline), (state.Challenger, state.LiveVersion));
        }
    }

    /// <summary>Another version serves after a blessing, an override or a return only; a return ends the rollout.</summary>
    private static void CheckWayToLive(DeploymentState before, DeploymentCommand command, DeploymentState after)
    {
        if (before.LiveVersion != after.LiveVersion)
        {
            Assert.True(
                command switch
                {
                    Begin begin => begin.Terms.Blessed,
                    Advance => before.Rollout!.Terms.Blessed,
                    Swap swap => swap.Blessed || swap.Override is not null,
                    Fail => after.LiveVersion == before.Rollout!.Baseline,
                    _ => command is Rollback or Restore,
                }
            );
            Assert.True(after.Rollout is null or { Stage: RolloutStage.Bake });
            Assert.True(command is not (Rollback or Restore or Fail) || after.Rollout is null);
        }

        Assert.True(after.Rollout is not { Stage: RolloutStage.Canary } canary || canary.Terms.Blessed);
    }

    private static void CheckOrders(DeploymentState before, DeploymentCommand command, DeploymentState after)
    {
        var isPersons = command is Rollback or Restore or Swap { Override: not null };
        Assert.True(before.Control is null || isPersons || command is Fail || before.LiveVersion == after.LiveVersion);
        Assert.True(before.Control != ChangeControl.Pinned || isPersons || before.LiveVersion == after.LiveVersion);
    }

    private static RolloutTerms Terms(RolloutStrategy strategy, bool blessed = true, double bake = 24) =>
        RolloutTerms.Of(
            new()
            {
                Strategy = strategy,
                Bake = new() { Hours = bake },
            },
            blessed
        );

    private static DeploymentState Champion() => Play(new Load(1), new Swap(1, null, true));

    private static RefusalReason? Refusal(DeploymentState state, DeploymentCommand command) =>
        DeploymentRules.Decide(state, command).Refusal?.Reason;

    private static DeploymentState Play(params DeploymentCommand[] commands) => Play(DeploymentState.Empty, commands);

    private static DeploymentState Play(DeploymentState state, params DeploymentCommand[] commands)
    {
        foreach (var command in commands)
        {
            var decision = DeploymentRules.Decide(state, command);
            Assert.Null(decision.Refusal);
            state = decision.Events.Aggregate(state, DeploymentRules.Apply);
        }

        return state;
    }
}
