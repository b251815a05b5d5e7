using MLOpsFunctions.Contracts;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Registry;
using MLOpsFunctions.Shared.Tests.Registry;

namespace MLOpsFunctions.Shared.Tests.Deployment;

public sealed class DeploymentsTests
{
    private readonly RegistryFixture _fixture = new();
    private string? _fault;

    [Fact]
    public async Task A_promotion_changes_state_aliases_and_ledger_together()
    {
        await RegisterAsync(2);
        await Build(_fixture).PromoteAsync("bikes", 1, null, Ask("run-1"));
        var result = await Build(_fixture).PromoteAsync("bikes", 2, 1, Ask("run-2"));

        Assert.Null(result.Refusal);
        Assert.Equal((2, 1, 2L), (result.State.LiveVersion, result.State.Previous, result.State.Generation));
        Assert.Equal(new ModelAliases(2, null), await _fixture.Registry.AliasesAsync("bikes"));
        Assert.Equal(
            (LedgerAction.Promoted, 1, 2, "Ada", "why not"),
            (result.Entry!.Action, result.Entry.From, result.Entry.To, result.Entry.By, result.Entry.Reason)
        );
        Assert.Equal((await _fixture.Registry.FindAsync("bikes", 2))!.VerdictDigest, result.Entry.Verdict);
        Assert.True((await _fixture.Ledger.VerifyAsync("bikes")).Intact);
    }

    [Fact]
    public async Task Of_many_that_replace_the_same_champion_at_once_exactly_one_wins()
    {
        await RegisterAsync(21);
        await Build(_fixture).PromoteAsync("bikes", 1, null, Ask("first"));

        var results = await Task.WhenAll(
            Enumerable
                .Range(2, 20)
                .Select(version => Task.Run(() => Build(_fixture).PromoteAsync("bikes", version, 1, Ask($"run-{version}"))))
        );

        var winner = Assert.Single(results, result => result.Refusal is null);
        Assert.All(
            results.Where(result => result != winner),
            result => Assert.Equal(RefusalReason.ChampionChanged, result.Refusal!.Reason)
        );
        Assert.Equal(winner.Entry!.To, (await Build(_fixture).GetAsync("bikes")).LiveVersion);
        Assert.Equal(2, (await _fixture.Ledger.VerifyAsync("bikes")).Entries);
    }

    [Fact]
    public async Task One_operation_asked_for_many_times_at_once_happens_once()
    {
        await RegisterAsync(1);

        var results = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => Task.Run(() => Build(_fixture).PromoteAsync("bikes", 1, null, Ask("run-1"))))
        );

        Assert.All(results, result => Assert.Equal((null, 1, 1), (result.Refusal, result.Entry!.Sequence, result.State.LiveVersion)));
        Assert.Equal(1, (await _fixture.Ledger.VerifyAsync("bikes")).Entries);
    }

    [Fact]
    public async Task One_operation_asked_for_twice_happens_once_wherever_the_second_comes_between_the_steps_of_the_first()
    {
        for (var step = 0; ; step++)
        {
            var tables = new InterruptedTableStore(new InMemoryTableStore());
            var fixture = new RegistryFixture(tables);
            await fixture.Registry.RegisterAsync(RegistryFixture.Registration("run-1"));
            await fixture.Registry.RegisterAsync(RegistryFixture.Registration("run-2"));
            await Build(fixture).PromoteAsync("bikes", 1, null, Ask("run-1"));

            DeploymentResult? second = null;
            tables.InterruptAt(step, async () => second = await Build(fixture).PromoteAsync("bikes", 2, 1, Ask("run-2")));
            var first = await Build(fixture).PromoteAsync("bikes", 2, 1, Ask("run-2"));
            if (second is null)
            {
                Assert.True(step > 4, $"The promotion did only {step} steps.");
                return;
            }

            Assert.Equal((null, 2, 2), (first.Refusal, first.Entry!.Sequence, first.State.LiveVersion));
            Assert.Equal((null, 2, 2), (second.Refusal, second.Entry!.Sequence, second.State.LiveVersion));
            Assert.Equal(2, (await fixture.Ledger.VerifyAsync("bikes")).Entries);
        }
    }

    [Fact]
    public async Task One_rollback_asked_for_twice_goes_back_once_wherever_the_second_comes_between_the_steps_of_the_first()
    {
        for (var step = 0; ; step++)
        {
            var tables = new InterruptedTableStore(new InMemoryTableStore());
            var fixture = new RegistryFixture(tables);
            for (var version = 1; version <= 3; version++)
            {
                await fixture.Registry.RegisterAsync(RegistryFixture.Registration($"run-{version}"));
                await Build(fixture).PromoteAsync("bikes", version, version == 1 ? null : version - 1, Ask($"run-{version}"));
            }

            DeploymentResult? second = null;
            tables.InterruptAt(step, async () => second = await Build(fixture).RollbackAsync("bikes", Ask("back")));
            var first = await Build(fixture).RollbackAsync("bikes", Ask("back"));
            if (second is null)
            {
                return;
            }

            Assert.Equal((null, 2), (first.Refusal, first.State.LiveVersion));
            Assert.Equal((null, 2), (second.Refusal, second.State.LiveVersion));
        }
    }

    [Fact]
    public async Task A_crash_at_any_write_and_a_second_try_end_in_one_live_version_and_one_entry_a_promotion()
    {
        for (var crash = 0; ; crash++)
        {
            var tables = new CrashingTableStore(new InMemoryTableStore());
            var fixture = new RegistryFixture(tables);
            await fixture.Registry.RegisterAsync(RegistryFixture.Registration("run-1"));
            await Build(fixture).PromoteAsync("bikes", 1, null, Ask("run-1"));
            await fixture.Registry.RegisterAsync(RegistryFixture.Registration("run-2"));

            tables.CrashAfter = crash;
            var crashed = await Record.ExceptionAsync(() => Build(fixture).PromoteAsync("bikes", 2, 1, Ask("run-2")));
            tables.CrashAfter = null;
            var state = await Build(fixture).GetAsync("bikes");
            Assert.Equal(state.LiveVersion, (await fixture.Registry.AliasesAsync("bikes")).Champion);
            Assert.Equal(state.LiveVersion, (await fixture.Ledger.VerifyAsync("bikes")).Entries);

            var result = await Build(fixture).PromoteAsync("bikes", 2, 1, Ask("run-2"));

            Assert.Equal((null, 2, 2), (result.Refusal, result.Entry!.Sequence, result.State.LiveVersion));
            Assert.Equal(
                new LedgerVerification(true, 2, result.Entry.Hash!, "All 2 entries follow from one another."),
                await fixture.Ledger.VerifyAsync("bikes")
            );
            if (crashed is null)
            {
                Assert.True(crash > 4, $"The promotion did only {crash} steps.");
                return;
            }
        }
    }

    [Fact]
    public async Task A_version_that_cannot_serve_is_not_promoted_and_changes_nothing()
    {
        await RegisterAsync(2);
        await Build(_fixture).PromoteAsync("bikes", 1, null, Ask("run-1"));
        _fault = "its bytes changed";

        var result = await Build(_fixture).PromoteAsync("bikes", 2, 1, Ask("run-2"));

        Assert.Equal(
            (RefusalReason.ArtifactBroken, "Version 2 of 'bikes' cannot serve: its bytes changed."),
            (result.Refusal!.Reason, result.Refusal.Sentence)
        );
        Assert.Equal((1, null), (result.State.LiveVersion, result.State.Challenger));
        Assert.Equal(1, (await _fixture.Ledger.VerifyAsync("bikes")).Entries);
    }

    [Fact]
    public async Task A_rollback_verifies_the_version_before_it_serves()
    {
        await RegisterAsync(2);
        await Build(_fixture).PromoteAsync("bikes", 1, null, Ask("run-1"));
        await Build(_fixture).PromoteAsync("bikes", 2, 1, Ask("run-2"));
        _fault = "it is gone";
        var refused = await Build(_fixture).RollbackAsync("bikes", Ask("back-1"));
        _fault = null;
        var done = await Build(_fixture).RollbackAsync("bikes", Ask("back-2"));

        Assert.Equal((RefusalReason.ArtifactBroken, 2), (refused.Refusal!.Reason, refused.State.LiveVersion));
        Assert.Equal((LedgerAction.RolledBack, 2, 1, 3L), (done.Entry!.Action, done.Entry.From, done.Entry.To, done.State.Generation));
    }

    [Fact]
    public async Task Whatever_has_served_can_serve_again_verified_and_recorded_and_nothing_else()
    {
        await RegisterAsync(3);
        await Build(_fixture).PromoteAsync("bikes", 1, null, Ask("run-1"));
        await Build(_fixture).PromoteAsync("bikes", 2, 1, Ask("run-2"));
        await Build(_fixture).RollbackAsync("bikes", Ask("back-1"));
        await Build(_fixture).HoldAsync("bikes", 3, Ask("hold"));

        var never = await Build(_fixture).RestoreAsync("bikes", 3, Ask("to-3"));
        var unknown = await Build(_fixture).RestoreAsync("bikes", 4, Ask("to-4"));
        _fault = "it is gone";
        var broken = await Build(_fixture).RestoreAsync("bikes", 2, Ask("to-2"));
        _fault = null;
        var done = await Build(_fixture).RestoreAsync("bikes", 2, Ask("to-2"));
        var again = await Build(_fixture).RestoreAsync("bikes", 2, Ask("to-2"));

        Assert.Equal(
            (RefusalReason.NeverServed, RefusalReason.UnknownVersion, RefusalReason.ArtifactBroken),
            (never.Refusal!.Reason, unknown.Refusal!.Reason, broken.Refusal!.Reason)
        );
        Assert.EndsWith("those that have are 1, 2.", never.Refusal.Sentence);
        Assert.Equal((LedgerAction.RolledBack, 1, 2, "Ada"), (done.Entry!.Action, done.Entry.From, done.Entry.To, done.Entry.By));
        Assert.Equal((2, 1, done.Entry.Sequence), (done.State.LiveVersion, done.State.Previous, again.Entry!.Sequence));
        Assert.Equal(2, (await _fixture.Registry.AliasesAsync("bikes")).Champion);
        Assert.True((await _fixture.Ledger.VerifyAsync("bikes")).Intact);
    }

    [Fact]
    public async Task What_the_gates_refused_serves_only_by_a_persons_override()
    {
        await _fixture.Registry.RegisterAsync(RegistryFixture.Registration("run-1", blessed: false));

        var refused = await Build(_fixture).PromoteAsync("bikes", 1, null, Ask("run-1"));
        var overridden = await Build(_fixture)
            .PromoteAsync("bikes", 1, null, Ask("override"), new("Grace", "the test set is known to be off"));

        Assert.Equal(RefusalReason.NotBlessed, refused.Refusal!.Reason);
        Assert.Equal(
            (true, "Grace", "the test set is known to be off"),
            (overridden.Entry!.Override, overridden.Entry.By, overridden.Entry.Reason)
        );
    }

    [Fact]
    public async Task A_held_challenger_leaves_the_idle_slot_and_an_entry()
    {
        await RegisterAsync(2);
        await Build(_fixture).PromoteAsync("bikes", 1, null, Ask("run-1"));
        var terms = RolloutTerms.Of(new() { Strategy = RolloutStrategy.Canary }, blessed: true);
        await Build(_fixture).BeginAsync("bikes", 2, 1, terms, _fixture.Time.Now, Ask("run-2"));
        Assert.Equal(new ModelAliases(1, 2), await _fixture.Registry.AliasesAsync("bikes"));

        var result = await Build(_fixture).HoldAsync("bikes", 2, Ask("run-2.held"));

        Assert.Equal((null, LedgerAction.Held, 2), (result.State.Challenger, result.Entry!.Action, result.Entry.To));
        Assert.Equal(new ModelAliases(1, null), await _fixture.Registry.AliasesAsync("bikes"));
    }

    private static DeploymentRequest Ask(string key) => new(key, "Ada", "why not");

    private Deployments Build(RegistryFixture fixture) =>
        new(fixture.Tables, fixture.Registry, fixture.Ledger, (_, _) => Task.FromResult(_fault));

    private async Task RegisterAsync(int versions)
    {
        for (var i = 1; i <= versions; i++)
        {
            await _fixture.Registry.RegisterAsync(RegistryFixture.Registration($"run-{i}"));
        }
    }
}
