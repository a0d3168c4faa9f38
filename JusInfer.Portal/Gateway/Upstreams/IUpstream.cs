using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Reasoning;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>Sends single attempts to providers.</summary>
internal interface IUpstream
{
    /// <summary>The maker of the last reasoning in the call's request; null if there is none or it is unknown.</summary>
    ReasoningMaker? FindReasoningMaker(Call call) => null;

    /// <summary>Sends the request to the call's target once.</summary>
    /// <returns>The answer, or the failure. In both cases the client has received nothing yet.</returns>
    ValueTask<Result<ResponseStream, AttemptFailure>> SendAsync(Call call);

    /// <summary>Asks the call's target once to continue the interrupted answer. The content of the returned stream is unread.</summary>
    /// <param name="call">The call; <see cref="Call.Interrupted"/> is the answer to continue.</param>
    /// <param name="writer">Writes the client's stream from the point of the interruption on.</param>
    ValueTask<Result<UpstreamStream, AttemptFailure>> ContinueAsync(Call call, IResponseWriter writer);
}
