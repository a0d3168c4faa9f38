using System.Runtime.InteropServices;
using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Compaction;

/// <summary>The user's messages in the input of a request, which a compaction does not replace.</summary>
internal static class UserMessages
{
    /// <returns>The messages as JSON, with the type and the content parts that output items have.</returns>
    public static IEnumerable<ReadOnlyMemory<byte>> Of(ReadOnlyMemory<byte> body, ResponsesRequest request)
    {
        if (request.Ranges.Input is not { } span) yield break;
        using var input = JsonDocument.Parse(body[span], JsonDepth.DocumentOptions);
        if (input.RootElement.ValueKind == JsonValueKind.String)
        {
            yield return new ObjectRewrite().Set("type", "\"message\""u8).Set("role", "\"user\""u8).Set("content", Content(input.RootElement)).Apply("{}"u8);
            yield break;
        }

        foreach (var item in input.RootElement.EnumerateArray())
        {
            if (Fields.Text(item, "role") != "user" || Fields.Text(item, "type") is not (null or "message")) continue;
            var rewrite = new ObjectRewrite().Set("type", "\"message\""u8);
            if (item.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String) rewrite.Set("content", Content(content));
            yield return rewrite.Apply(JsonMarshal.GetRawUtf8Value(item));
        }
    }

    private static byte[] Content(JsonElement text) =>
        [.. "[{\"type\":\"input_text\",\"text\":"u8, .. JsonText.From(text).Quoted, .. "}]"u8];
}
