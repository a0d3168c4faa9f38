using System.Runtime.InteropServices;
using System.Text.Json;

namespace JusInfer.Clients.Upstream;

/// <summary>
/// Answers requests for embeddings (platform.openai.com/docs/api-reference/embeddings/create). The last number of a vector is the length of
/// its text, so that it shows which text the vector belongs to.
/// </summary>
internal static class EmbeddingsWire
{
    /// <summary>The vectors in the order of the texts, in the requested format.</summary>
    public static string Whole(JsonElement request) => List(Items(request, isBase64: request.TextAt("encoding_format") == "base64"));

    /// <summary>The vectors in the reverse order, and always as numbers, as engines send them that ignore the format.</summary>
    public static string Loose(JsonElement request) => List(Items(request, isBase64: false).Reverse());

    private static IEnumerable<object> Items(JsonElement request, bool isBase64)
    {
        var input = request.At("input") ?? throw new RejectedRequestException("Missing required parameter: 'input'.");
        var texts = input.ValueKind == JsonValueKind.Array ? input.EnumerateArray().ToArray() : [input];
        return texts.Select((text, index) => new { @object = "embedding", index, embedding = Vector(text.GetString()!, isBase64) });
    }

    private static object Vector(string text, bool isBase64)
    {
        float[] vector = [0.25f, -0.5f, text.Length];
        return isBase64 ? Convert.ToBase64String(MemoryMarshal.AsBytes(vector.AsSpan())) : vector;
    }

    private static string List(IEnumerable<object> data) => Json.Serialize(new
    {
        @object = "list",
        data,
        model = "scripted-embedding",
        usage = new { prompt_tokens = 4, total_tokens = 4 },
    });
}
