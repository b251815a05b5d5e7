using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using MLOpsFunctions.Contracts;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Hosting;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Models;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Pipelines.Activities;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Shared.Tests.Pipelines;

/// <summary>A trial that the search's time cuts does not count, and a rebuild leaves it out.</summary>
public sealed class TrialCutTests
{
    private readonly FakeTime _time = new(DateTimeOffset.UnixEpoch);

    [Fact]
    public async Task A_trial_ends_with_the_searchs_time_and_one_that_has_time_counts()
    {
        var endless = new Endless();
        var services = Services(endless);
        var job = await JobAsync(services);
        var search = new SearchActivities(services, new PreparedDataCache(services));
        await search.ProposeAsync(new(job, 0, 2), default);
        var budget = new TrialBudget(_time.GetUtcNow(), _time.GetUtcNow() + TimeSpan.FromMinutes(5));

        var baseline = await search.TrainAsync(new(job, 0, budget), default);
        var trial = search.TrainAsync(new(job, 1, budget), default);
        await endless.Started.Task;
        _time.Advance(TimeSpan.FromMinutes(5));
        var cut = await trial;
        var late = await search.TrainAsync(new(job, 0, budget), default);

        Assert.Equal((false, true, true), (baseline.Cut, cut.Cut, late.Cut));
        var kept = await services.Trials.ReadAsync("run", 1);
        Assert.Equal((true, (double?)null), (kept.Cut, kept.Value));
        Assert.Empty(await services.Runs.TrialsUnderWayAsync("run"));
    }

    [Fact]
    public async Task A_trial_that_is_cancelled_is_not_cut()
    {
        var endless = new Endless();
        var services = Services(endless);
        var job = await JobAsync(services);
        var search = new SearchActivities(services, new PreparedDataCache(services));
        await search.ProposeAsync(new(job, 0, 2), default);
        using var stop = new CancellationTokenSource();

        var trial = search.TrainAsync(new(job, 1, new(_time.GetUtcNow(), _time.GetUtcNow() + TimeSpan.FromMinutes(5))), stop.Token);
        await endless.Started.Task;
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => trial);
        Assert.False((await services.Trials.ReadAsync("run", 1)).Cut);
    }

    [Theory]
    [InlineData(-1, 300)]
    [InlineData(0, 300)]
    [InlineData(1_000, 1_300)]
    public void A_process_that_goes_on_with_an_interrupted_run_gives_its_trials_their_whole_time(int started, int until)
    {
        var budget = new TrialBudget(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddSeconds(300));

        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(until), budget.CutAt(DateTimeOffset.UnixEpoch.AddSeconds(started)));
    }

    [Fact]
    public async Task A_search_counts_what_was_not_cut_and_a_rebuild_repeats_exactly_that()
    {
        var plan = new TrainingPlan(new("run", "m", "d", "d"), new("d", 1, 1, 0, 0), 20, 5, "rmse", false, default, []);
        var first = new Script(number => number is 5 or 6);

        var search = await TrialRounds.RunAsync(first, plan, 20, DateTimeOffset.MaxValue);
        var second = new Script(_ => false);
        var rebuilt = await TrialRounds.RunAsync(second, plan, search.Trials, null, [5, 6]);

        Assert.Equal((8, 6, 2), (search.Trials, search.Counted, search.Ended.Count));
        Assert.Contains("cut trial 5 (gbdt) after 300 s", search.Ended[0].Sentence());
        Assert.Equal((8, 6, 0), (rebuilt.Trials, rebuilt.Counted, rebuilt.Ended.Count));
        Assert.Equal([0, 1, 2, 3, 4, 7], second.Trained.Order());
        Assert.All(second.Budgets, Assert.Null);
    }

    private PipelineServices Services(ITrainer trainer)
    {
        var blobs = new InMemoryBlobStore(_time);
        var trainers = TrainerSet.BuiltIn with { Trainers = [TrainerSet.BuiltIn.Find(BuiltInTrainers.Baseline), trainer] };
        return new ProductServices(
            blobs,
            new InMemoryTableStore(),
            trainers,
            new() { PrivacyKey = new byte[32] },
            "0123abcd",
            _time,
            NullLoggerFactory.Instance
        ).Pipeline;
    }

    private static async Task<TrainingJob> JobAsync(PipelineServices services)
    {
        var (random, csv) = (new Random(1), new StringBuilder("a,price\n"));
        for (var row = 0; row < 400; row++)
        {
            var a = random.NextDouble();
            csv.Append(FormattableString.Invariant($"{a},{a + random.NextDouble()}\n"));
        }

        await services.Definitions.SaveAsync("m", """{ "label": "price", "task": "regression" }""");
        var written = await services.Blobs.WriteAsync(
            StorageNames.IncomingContainer,
            "m/a.csv",
            new MemoryStream(Encoding.UTF8.GetBytes(csv.ToString()))
        );
        var outcome = await new IngestActivity(services).IngestAsync(new("run", "m", "m/a.csv", written!.ETag, "test"), default);
        return new("run", "m", outcome.Dataset!.Digest, outcome.Definition!);
    }

    /// <summary>Learns until it is stopped.</summary>
    private sealed class Endless : ITrainer
    {
        public TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Name => "linear";

        public FeatureEncoding Encoding => FeatureEncoding.Sparse;

        public IReadOnlyList<ParameterRange> SearchSpace => [];

        public bool Supports(ModelTask task) => true;

        public TrainingOutcome Train(TrainingSet training, TrainingSet? validation, TrainerParameters parameters, TrainingContext context)
        {
            Started.TrySetResult();
            context.Cancellation.WaitHandle.WaitOne();
            throw new AggregateException(new OperationCanceledException());
        }
    }

    /// <summary>An engine that answers at once: rounds of four, and trials of which some are cut.</summary>
    private sealed class Script(Predicate<int> isCut) : IFlowContext
    {
        public List<int> Trained { get; } = [];

        public List<TrialBudget?> Budgets { get; } = [];

        public DateTimeOffset Now => DateTimeOffset.UnixEpoch;

        public Task<TOut> CallAsync<TIn, TOut>(Activity<TIn, TOut> activity, TIn input, ActivityRetry? retry = null) =>
            Task.FromResult((TOut)(input is TrainCandidate train ? Train(train) : (object)Round((ProposeTrials)(object)input!)));

        public Task<TOut> CallFlowAsync<TIn, TOut>(Flow<TIn, TOut> flow, TIn input, string instanceId) => throw new NotSupportedException();

        public Task<Signal<T>> WaitForSignalAsync<T>(string name, TimeSpan timeout) => throw new NotSupportedException();

        public Task DelayUntilAsync(DateTimeOffset time) => throw new NotSupportedException();

        public void Report(FlowProgress progress) { }

        private static TrialRound Round(ProposeTrials propose) => new([.. Enumerable.Range(propose.Completed, 4)]);

        private TrialResult Train(TrainCandidate train)
        {
            Trained.Add(train.Number);
            Budgets.Add(train.Budget);
            return new(train.Number, "gbdt", 1, 300, isCut(train.Number));
        }
    }
}
