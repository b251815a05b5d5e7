using Microsoft.Extensions.Logging.Abstractions;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Serving;
using MLOpsFunctions.Shared.Tests.Registry;
using MLOpsFunctions.Storage;
using MLOpsFunctions.Training;

namespace MLOpsFunctions.Shared.Tests.Serving;

/// <summary>A house whose models add a constant to the column <c>temp</c>: version n adds n thousand.</summary>
internal sealed class ServingHouse
{
    public ServingHouse(ITableStore? tables = null)
    {
        House = new(tables);
        Scorer = new(House.Registry, House.Artifacts, Read);
        Deployments = new(House.Tables, House.Registry, House.Ledger, Scorer.ProbeAsync);
        Router = new(Deployments, Scorer, House.Time, NullLogger.Instance);
        Log = new(House.Blobs, House.Time, "0123abcd", NullLogger.Instance);
        Feedback = new(House.Tables, Log, House.Time);
    }

    public House House { get; }

    public Scorer Scorer { get; }

    public Deployments Deployments { get; }

    public Router Router { get; }

    public PredictionLog Log { get; }

    public Feedback Feedback { get; }

    /// <summary>How often a model was read from its bytes.</summary>
    public int Reads { get; private set; }

    public static DataFrame Rows(params double[] temps) => new([new NumberColumn("temp", temps)], temps.Length);

    public async Task<int> RegisterAsync(string run, string model = "bikes")
    {
        var number = (await House.Registry.FindByRunAsync(model, run))?.Number ?? await CountAsync(model) + 1;
        var artifact = await House.Artifacts.WriteBytesAsync(BitConverter.GetBytes(number * 1_000d));
        return (await House.Registry.RegisterAsync(House.Registration(run, model: model) with { Artifact = artifact })).Number;
    }

    public async Task PromoteAsync(int version, string model = "bikes")
    {
        var live = (await Deployments.GetAsync(model)).LiveVersion;
        var result = await Deployments.PromoteAsync(model, version, live, new($"promote-{version}", "tests", "try it"));
        Assert.Null(result.Refusal);
    }

    private async Task<int> CountAsync(string model)
    {
        var count = 0;
        await foreach (var _ in House.Registry.VersionsAsync(model))
        {
            count++;
        }

        return count;
    }

    private PredictRows Read(byte[] artifact)
    {
        Reads++;
        if (artifact.Length != sizeof(double))
        {
            throw new InvalidModelException("These bytes are no model.");
        }

        var add = BitConverter.ToDouble(artifact);
        return (rows, _) => new(
            ModelTask.Regression, [],
            [.. ((NumberColumn)rows.Find("temp")!).Values.Select(value => (double.IsNaN(value) ? 0 : value) + add)],
            null);
    }
}
