using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Streaming;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>The world behind this gateway, one question at a time.</summary>
internal interface IUpstream
{
    /// <summary>Asks the call's target, once. Either there is an answer to send, or it says why not; nothing has been sent then.</summary>
    ValueTask<(Answer? Answer, AttemptFailure? Failure)> AskAsync(Call call, CancellationToken clientLeft);
}
