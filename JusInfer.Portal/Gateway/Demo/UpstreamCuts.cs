using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.FaultInjection;

namespace JusInfer.Portal.Gateway.Demo;

/// <summary>Lets a page of this process cut the connection of its own call to the provider, while the answer is streamed. The key of the call has to be a sandbox key.</summary>
internal sealed class UpstreamCuts(CutSignals signals)
{
    /// <summary>Prepares a cut. It is disposed after the call.</summary>
    public UpstreamCut Prepare() => new(signals.Open());
}

/// <summary>A cut of one call.</summary>
internal sealed class UpstreamCut(CutSignal signal) : IDisposable
{
    /// <summary>The header that the call has to send.</summary>
    public KeyValuePair<string, string> Header => new(CallControls.ChaosHeader, InjectedFaultSyntax.CutOnSignal + signal.Name);

    /// <summary>Cuts the connection to the provider now, or as soon as the answer begins.</summary>
    public void Cut() => signal.Cut();

    public void Dispose() => signal.Dispose();
}
