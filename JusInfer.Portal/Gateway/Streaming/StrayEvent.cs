using JusInfer.Portal.Gateway.Translation.Answers;

namespace JusInfer.Portal.Gateway.Streaming;

/// <summary>
/// Data that is of no event its dialect knows, since neither it nor the line above it says of which. Where it holds an error, as a server or a proxy tells it that does not know what
/// it stands before, the upstream has died; where it does not, nobody misses it.
/// </summary>
internal static class StrayEvent
{
    public static EventOutcome Read(ReadOnlySpan<byte> data) =>
        UpstreamError.In(data) is var said && said != UpstreamError.Unexplained ? EventOutcome.Reported(said) : EventOutcome.GoesOn;
}
