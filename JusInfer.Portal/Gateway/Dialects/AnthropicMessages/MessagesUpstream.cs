using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Upstreams;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages;

/// <summary>Providers that speak Anthropic's Messages.</summary>
internal sealed class MessagesUpstream(TimeProvider time) : IUpstreamDialect
{
    public Dialect Dialect => Dialect.AnthropicMessages;

    public void Address(HttpRequestMessage request, Call call, UpstreamAddress address)
    {
        request.RequestUri = address.Messages;
        MessagesHeaders.Set(request, call.Request.Dialect == Dialect ? call.Headers : null, address);
    }

    public BodyPatch Patch(Call call, UpstreamAddress address) => MessagesBody.Patch(call.Body, (MessagesRequest)call.Request, call.Target, address);

    public void Write(Utf8JsonWriter writer, Conversation conversation, Call call) => MessagesRequestWriter.Write(writer, conversation, call);

    public IAnswerReader Reader(Call call) => new MessagesAnswerReader();

    public IStreamRelay PassThrough(Call call, PooledBuffer output, AttemptDeadline deadline) => new MessagesRelay(call, output, deadline, time);
}
