namespace MLOpsFunctions.Local.Engine;

/// <summary>A flow's code made another request than its history says.</summary>
public sealed class NonDeterminismException : Exception
{
    internal NonDeterminismException(int action, string history, string code)
        : base(
            $"The flow is not deterministic: request {action} was {history} in its history, but the code now asks for {code}. "
                + "Code of a flow with open instances must keep its requests and their order."
        ) => Action = action;

    /// <summary>The number of the request, from 0.</summary>
    public int Action { get; }
}
