using System.Buffers;
using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Client;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Upstream;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages;

/// <summary><c>POST /v1/messages</c>.</summary>
internal sealed class MessagesClientDialect : IClientDialect
{
    /// <summary>The path of Anthropic's former API, which is not supported.</summary>
    private const string TextCompletions = "/v1/complete";

    public Dialect Dialect => MessagesDialect.Id;

    public string Path => "/v1/messages";

    public ITokenCounter TokenCounter => MessagesTokenCounter.Instance;

    public ReadOnlySpan<string> ForwardedHeaders => MessagesHeaders.Forwarded;

    /// <summary>Anthropic's SDKs read no other one (platform.claude.com/docs/en/api/errors#request-id).</summary>
    public string RequestIdHeader => "request-id";

    public IErrorFormat ErrorFormat => MessagesErrorFormat.Instance;

    /// <summary>
    /// By its path, which may be below the base address that Anthropic-compatible gateways use; or, for the list of models, which OpenAI's
    /// API has too, by the version header that Anthropic requires.
    /// </summary>
    public bool Recognizes(HttpRequest request) =>
        request.Path.StartsWithSegments(Path, StringComparison.OrdinalIgnoreCase)
        || request.Path.StartsWithSegments(TextCompletions, StringComparison.OrdinalIgnoreCase)
        || request.Path.StartsWithSegments("/anthropic", StringComparison.OrdinalIgnoreCase)
        || (request.Headers.ContainsKey("anthropic-version")
            && request.Path.StartsWithSegments("/v1/models", StringComparison.OrdinalIgnoreCase));

    public bool SupportsResumption => true;

    public bool KeepsSignatures => true;

    public Result<CallRequest, GatewayError> Read(ReadOnlySpan<byte> body, HttpRequest http) =>
        MessagesRequestReader.Read(body).Map<CallRequest>(static request => request);

    public Conversation ReadConversation(Call call)
    {
        var policy = PolicyDecision.From(call);
        return MessagesConversationReader.Read(policy.Reduce(call.Context.Body.Memory), policy.RemovedTools);
    }

    public byte[]? AnswerLocally(Call call)
    {
        if (call.Context.Request is not MessagesRequest { IsQuotaProbe: true }) return null;
        var message = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(message))
        {
            var content = "[{\"type\":\"text\",\"text\":\"ok\",\"citations\":null}]"u8;
            MessagesEventWriter.WriteMessage(writer, call, content, "\"max_tokens\""u8, "null"u8, default);
        }

        return message.WrittenSpan.ToArray();
    }

    public IResponseWriter Writer(Call call, PooledBuffer output) =>
        call.Context.Request.Stream ? new MessagesStreamWriter(call, output) : new MessagesBufferedWriter(call, output);
}
