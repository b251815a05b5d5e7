using FsCheck;
using FsCheck.Fluent;
using MLOpsFunctions.Deployment;
using static MLOpsFunctions.Deployment.DeploymentCommand;

namespace MLOpsFunctions.Shared.Tests.Deployment;

public sealed class DeploymentRulesTests
{
    [Fact]
    public void Whatever_is_asked_in_whatever_order_the_state_follows_the_model()
    {
        var commands = Gen.OneOf(
            from version in Gen.Choose(1, 5)
            select (DeploymentCommand)new Load(version),
            from version in Gen.Choose(1, 5)
            from expected in Gen.Choose(0, 5)
            from blessed in Gen.Choose(0, 3)
            from person in Gen.Elements<Override?>(null, new("Ada", "I have seen the numbers"), new("", "no name"), new("Ada", " "))
            select (DeploymentCommand)new Swap(version, expected == 0 ? null : expected, blessed > 0, person),
            from version in Gen.Choose(1, 5)
            select (DeploymentCommand)new Rollback(version),
            from version in Gen.Choose(1, 5)
            select (DeploymentCommand)new Restore(version),
            from version in Gen.Choose(1, 5)
            select (DeploymentCommand)new Hold(version)
        );

        Prop.ForAll(
                commands.ListOf().ToArbitrary(),
                sequence =>
                {
                    var state = DeploymentState.Empty;
                    var model = new Oracle();
                    foreach (var command in sequence.Select(command => Aim(command, state)))
                    {
                        var decision = DeploymentRules.Decide(state, command);
                        Assert.True(decision.Refusal is null ^ decision.Events.Count == 0);
                        Assert.Equal(model.Allows(command), decision.Refusal is null);
                        var after = decision.Events.Aggregate(state, DeploymentRules.Apply);
                        model.Run(command, decision.Refusal is null);

                        Assert.Equal(model.Live, after.LiveVersion);
                        Assert.Equal(model.Before.Count == 0 ? null : model.Before.Peek(), after.Previous);
                        Assert.Equal(model.Challenger, after.Challenger);
                        Assert.Equal(after.LiveVersion == state.LiveVersion ? state.Generation : state.Generation + 1, after.Generation);
                        Assert.True(after.Challenger is null || after[after.Idle] == after.Challenger);
                        Assert.Equal(Json.Write(after), Json.Write(Json.Read<DeploymentState>(Json.Write(after))));
                        state = after;
                    }
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_swap_against_another_champion_than_it_was_compared_with_is_refused()
    {
        var state = Play(new Load(1), new Swap(1, null, true), new Load(2), new Swap(2, 1, true), new Load(3));

        var decision = DeploymentRules.Decide(state, new Swap(3, 1, true));

        Assert.Equal(RefusalReason.ChampionChanged, decision.Refusal!.Reason);
        Assert.Equal(
            "Version 2 serves now; version 3 was compared with version 1, so that comparison says nothing about it.",
            decision.Refusal.Sentence
        );
    }

    [Fact]
    public void Rolling_back_twice_goes_back_two_versions_and_not_forward_again()
    {
        var state = Play(
            new Load(1),
            new Swap(1, null, true),
            new Load(2),
            new Swap(2, 1, true),
            new Load(3),
            new Swap(3, 2, true),
            new Rollback(2),
            new Rollback(1)
        );

        Assert.Equal(1, state.LiveVersion);
        Assert.Equal(RefusalReason.NoPrevious, DeploymentRules.Decide(state, new Rollback(2)).Refusal!.Reason);
    }

    [Fact]
    public void A_return_leads_anywhere_and_no_rollback_after_it_to_what_it_took_out()
    {
        var three = Play(new Load(1), new Swap(1, null, true), new Load(2), new Swap(2, 1, true), new Load(3), new Swap(3, 2, true));

        Assert.Equal([1], Play(three, new Restore(2)).History);
        Assert.Empty(Play(three, new Restore(1)).History);
        Assert.Equal(
            "There is no earlier version to go back to.",
            DeploymentRules.Decide(Play(three, new Restore(1)), new Rollback(3)).Refusal!.Sentence
        );
        Assert.Equal([1, 2], Play(three, new Rollback(2), new Restore(3)).History);
        Assert.Equal([1], Play(three, new Restore(1), new Load(4), new Swap(4, 1, true)).History);
    }

    [Fact]
    public void A_return_beyond_what_is_remembered_forgets_what_came_later()
    {
        var state = DeploymentState.Empty;
        for (var version = 1; version <= 30; version++)
        {
            state = Play(state, new Load(version), new Swap(version, state.LiveVersion, true));
        }

        Assert.Empty(Play(state, new Restore(3)).History);
    }

    [Fact]
    public void The_versions_that_can_be_rolled_back_to_are_bounded()
    {
        var state = DeploymentState.Empty;
        for (var version = 1; version <= 100; version++)
        {
            state = Play(state, new Load(version), new Swap(version, state.LiveVersion, true));
        }

        Assert.Equal(Enumerable.Range(80, 20), state.History);
    }

    /// <summary>
    /// Most random commands would be refused; half of them are aimed at the present state so that sequences go
    /// somewhere.
    /// </summary>
    private static DeploymentCommand Aim(DeploymentCommand command, DeploymentState state) =>
        command switch
        {
            Swap { Version: > 2 } swap when state.Challenger is { } challenger => swap with
            {
                Version = challenger,
                ExpectedLive = state.LiveVersion,
            },
            Rollback { To: > 2 } when state.Previous is { } previous => new Rollback(previous),
            _ => command,
        };

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

    /// <summary>What deployment means, without slots: a version that serves, a stack of those that served, and one that is up.</summary>
    private sealed class Oracle
    {
        public int? Live { get; private set; }

        public Stack<int> Before { get; } = [];

        public int? Challenger { get; private set; }

        public bool Allows(DeploymentCommand command) =>
            command switch
            {
                Load load => load.Version != Live,
                Swap swap => swap.Version == Challenger
                    && swap.ExpectedLive == Live
                    && (
                        swap.Override is null
                            ? swap.Blessed
                            : !string.IsNullOrWhiteSpace(swap.Override.By) && !string.IsNullOrWhiteSpace(swap.Override.Reason)
                    ),
                Rollback rollback => Before.Count > 0 && Before.Peek() == rollback.To,
                Restore back => Live is not null && back.To != Live,
                Hold hold => hold.Version != Live,
                _ => false,
            };

        public void Run(DeploymentCommand command, bool allowed)
        {
            switch (command)
            {
                case Load load when allowed:
                    Challenger = load.Version;
                    break;
                case Swap swap when allowed:
                    if (Live is { } replaced)
                    {
                        Before.Push(replaced);
                    }

                    (Live, Challenger) = (swap.Version, null);
                    break;
                case Rollback rollback when allowed:
                    Forget(rollback.To);
                    (Live, Challenger) = (rollback.To, null);
                    break;
                case Restore back when allowed:
                    if (Before.Contains(back.To))
                    {
                        Forget(back.To);
                    }
                    else if (back.To > Live!.Value)
                    {
                        Before.Push(Live.Value);
                    }
                    else
                    {
                        var kept = Before.Where(version => version < back.To).Reverse().ToArray();
                        Before.Clear();
                        Array.ForEach(kept, Before.Push);
                    }

                    (Live, Challenger) = (back.To, null);
                    break;
                case Hold hold when allowed && hold.Version == Challenger:
                    Challenger = null;
                    break;
            }
        }

        /// <summary>Takes a version off the stack, and all that served after it first did: a rollback has taken those out.</summary>
        private void Forget(int version)
        {
            while (Before.Contains(version))
            {
                Before.Pop();
            }
        }
    }
}
