using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Translation.Answers;

namespace JusInfer.Portal.Gateway.Streaming.Resumption;

/// <summary>
/// Between an upstream that goes on with an answer and the client that has its beginning. What cannot be joined to that never passes.
/// </summary>
internal sealed class ContinuationRelay(TranslatingRelay relay, SplicingSink seam, ToolCallBuffer holding) : IStreamRelay
{
    public EventOutcome Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        var outcome = relay.Take(name, data);
        return seam.HasDiverged || holding.HasDiverged ? EventOutcome.Diverged("did not go on with the answer") : outcome;
    }

    public void End() => relay.End();

    public void WriteError(GatewayError error) => relay.WriteError(error);

    public IAnswerWriter ContinuationWriter() => relay.ContinuationWriter();

    public int WriteKeepAlive(ReadOnlySpan<byte> held, bool isLong) => relay.WriteKeepAlive(held, isLong);
}
