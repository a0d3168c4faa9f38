using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Gateway.Translation.Answers;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>The world behind this gateway, one question at a time.</summary>
internal interface IUpstream
{
    /// <summary>Asks the call's target, once. Either there is an answer to send, or it says why not; nothing has been sent then.</summary>
    ValueTask<Result<ResponseStream, AttemptFailure>> AskAsync(Call call);

    /// <summary>Asks the call's target to go on with the answer that broke off, once. Nothing of what it says has been read then.</summary>
    /// <param name="call">Its unfinished answer is what is to be gone on with.</param>
    /// <param name="writer">Writes for the client from where its stream stands.</param>
    ValueTask<Result<UpstreamStream, AttemptFailure>> ContinueAsync(Call call, IAnswerWriter writer);
}
