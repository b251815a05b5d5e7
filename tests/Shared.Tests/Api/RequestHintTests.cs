using MLOpsFunctions.Api;

namespace MLOpsFunctions.Shared.Tests.Api;

/// <summary>Who asks over HTTP is told which request to send, not which command to type.</summary>
public sealed class RequestHintTests
{
    [Theory]
    [InlineData(
        "mlops run FILE --model m --label 'unit price' --task regression goes on",
        "PUT /api/data/m/FILE?label=unit%20price&task=regression goes on"
    )]
    [InlineData(
        "mlops run FILE --model m --new-target (or PUT /api/data/m/FILE?newTarget=true) lets",
        "PUT /api/data/m/FILE?newTarget=true lets"
    )]
    [InlineData("mlops retrain m --new-target lets", "POST /api/models/m/retrain with {\"newTarget\":true} lets")]
    [InlineData("(mlops rollback m --to 3), and", "(POST /api/models/m/rollback with {\"version\":3}), and")]
    [InlineData("'mlops rollback m --to 3' lets", "'POST /api/models/m/rollback with {\"version\":3}' lets")]
    [InlineData("mlops versions m tells; mlops runs r.", "GET /api/models/m/versions tells; GET /api/runs/r.")]
    [InlineData("mlops predict m --file FILE, with", "POST /api/models/m/predict, with")]
    [InlineData("mlops labels MODEL --out FILE writes", "GET /api/models/MODEL/labels writes")]
    [InlineData("mlops frobnicate m and nothing else", "mlops frobnicate m and nothing else")]
    public void Each_command_becomes_its_request(string told, string expected) => Assert.Equal(expected, RequestHints.Complete(told));

    [Fact]
    public void A_label_in_quotes_is_read_as_the_shell_reads_it()
    {
        var command = $"mlops retrain m --label {ShellWord.Of("it's \"x\"")} confirms";

        Assert.Equal("POST /api/models/m/retrain with {\"label\":\"it's \\\"x\\\"\"} confirms", RequestHints.Complete(command));
    }
}
