using JusInfer.Portal.Gateway.Demo;

namespace JusInfer.Portal.Components.Developer.Playground;

/// <summary>A running call of the playground, which its user can stop, and whose connection to the provider they can cut.</summary>
internal sealed class PlaygroundRun(UpstreamCut cut) : IDisposable
{
    private readonly CancellationTokenSource stop = new();

    /// <summary>The header that makes the cut possible.</summary>
    public KeyValuePair<string, string> Header => cut.Header;

    public CancellationToken Stopped => stop.Token;

    public void Stop() => stop.Cancel();

    public void Cut() => cut.Cut();

    public void Dispose()
    {
        cut.Dispose();
        stop.Dispose();
    }
}
