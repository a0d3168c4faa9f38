using System.Runtime.InteropServices;
using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Compaction;

/// <summary>The user's messages in the input of a request, which a compaction does not replace.</summary>
internal static class UserMessages
{
    /// <param name="body">The body of the request.</param>
    /// <param name="request">The request.</param>
    /// <param name="idOf">The id of a message without one, by its number.</param>
    /// <returns>The messages as JSON, with the fields and the content parts that output items have.</returns>
    public static IEnumerable<ReadOnlyMemory<byte>> Of(ReadOnlyMemory<byte> body, ResponsesRequest request, Func<int, string> idOf)
    {
        if (request.Ranges.Input is not { } span) yield break;
        using var input = JsonDocument.Parse(body[span], JsonDepth.DocumentOptions);
        if (input.RootElement.ValueKind == JsonValueKind.String)
        {
            yield return Head(idOf(0), "completed").Set("role", "\"user\""u8).Set("content", Content(input.RootElement)).Apply("{}"u8);
            yield break;
        }

        var number = 0;
        foreach (var item in input.RootElement.EnumerateArray())
        {
            if (Fields.Text(item, "role") != "user" || Fields.Text(item, "type") is not (null or "message")) continue;
            var rewrite = Head(Fields.Text(item, "id") ?? idOf(number), Fields.Text(item, "status") ?? "completed");
            number++;
            if (item.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String) rewrite.Set("content", Content(content));
            yield return rewrite.Apply(JsonMarshal.GetRawUtf8Value(item));
        }
    }

    private static ObjectRewrite Head(string id, string status) => new ObjectRewrite()
        .Set("id", JsonText.From(id).Quoted).Set("type", "\"message\""u8).Set("status", JsonText.From(status).Quoted);

    private static byte[] Content(JsonElement text) =>
        [.. "[{\"type\":\"input_text\",\"text\":"u8, .. JsonText.From(text).Quoted, .. "}]"u8];
}
