using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Passthrough;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Upstream;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages;

/// <summary>Asks a provider how long a prompt is (platform.claude.com/docs/en/build-with-claude/token-counting).</summary>
internal static class MessagesCount
{
    /// <param name="body">The caller's.</param>
    /// <param name="request">What it says.</param>
    /// <param name="target">Who is asked.</param>
    /// <param name="caller">The caller's headers.</param>
    public static HttpRequestMessage Request(RequestBody body, MessagesRequest request, RouteTarget target, IHeaderDictionary caller)
    {
        var address = UpstreamAddress.Of(target.Endpoint);
        var asking = UpstreamHttpRequest.Of(new PatchedContent(body, MessagesPatch.Patch(body, request, target, address)), isStream: false);
        asking.RequestUri = address.At("/v1/messages/count_tokens");
        MessagesHeaders.Set(asking, caller, address);
        return asking;
    }

    /// <summary>The count; null where the answer is none.</summary>
    public static long? In(byte[] answer)
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
        catch (Exception fault) when (UnreadableJson.Caused(fault))
        {
            return null;
        }
    }
}
