using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Translation.Answers;

namespace JusInfer.Portal.Gateway.Streaming.Resumption;

/// <summary>
/// Between an upstream that goes on with an answer and the client that has its beginning. What cannot be joined to that never passes.
/// </summary>
internal sealed class ContinuationRelay(TranslatingRelay relay, SeamSink seam, HoldingSink holding) : IStreamRelay
{
    public EventOutcome Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        var outcome = relay.Take(name, data);
        return seam.IsAstray || holding.IsAstray ? EventOutcome.Astray("did not go on with the answer") : outcome;
    }

    public void End() => relay.End();

    public void Break(GatewayError error) => relay.Break(error);

    public IAnswerWriter Successor() => relay.Successor();

    public int Reassure(ReadOnlySpan<byte> held, bool isLong) => relay.Reassure(held, isLong);
}
