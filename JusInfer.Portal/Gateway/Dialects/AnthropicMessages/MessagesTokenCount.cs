using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Passthrough;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Upstream;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages;

/// <summary>Asks a provider for the number of tokens of a prompt (platform.claude.com/docs/en/build-with-claude/token-counting).</summary>
internal static class MessagesTokenCount
{
    /// <param name="body">The client's body.</param>
    /// <param name="request">The request that was read from it.</param>
    /// <param name="target">The provider and model that count.</param>
    /// <param name="caller">The client's headers.</param>
    public static HttpRequestMessage CreateRequest(RequestBody body, MessagesRequest request, RouteTarget target, IHeaderDictionary caller)
    {
        var address = UpstreamAddress.Of(target.Endpoint);
        var message = UpstreamHttpRequest.Of(new PatchedContent(body, MessagesPatch.Patch(body, request, target, address)));
        message.RequestUri = address.At("/v1/messages/count_tokens");
        MessagesHeaders.Set(message, caller, address);
        return message;
    }

    /// <summary>Reads the count from the answer; null if it has none.</summary>
    public static long? ReadCount(byte[] answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("input_tokens", out var count)
                && count.TryGetInt64(out var tokens)
                ? tokens
                : null;
        }
        catch (Exception error) when (UnreadableJson.Caused(error))
        {
            return null;
        }
    }
}
