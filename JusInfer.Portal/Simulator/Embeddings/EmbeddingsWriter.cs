using System.Runtime.InteropServices;
using JusInfer.Portal.Simulator.Responses;
using JusInfer.Portal.Simulator.Tokens;

namespace JusInfer.Portal.Simulator.Embeddings;

/// <summary>
/// Writes the response to an embeddings request. Vectors are arrays of numbers or the base64 of little-endian 32-bit floats.
/// </summary>
internal static class EmbeddingsWriter
{
    public static ReadOnlyMemory<byte> Write(SimulatedEmbeddingsRequest request) => JsonBytes.Write(request, static (json, request) =>
    {
        json.WriteStartObject();
        json.WriteString("object", "list");
        json.WriteStartArray("data");
        foreach (var (index, input) in request.Inputs.Index())
        {
            json.WriteStartObject();
            json.WriteString("object", "embedding");
            json.WriteNumber("index", index);
            var vector = HashedEmbedding.Of(input, request.Dimensions);
            if (request.AsBase64)
            {
                json.WriteBase64String("embedding", MemoryMarshal.AsBytes(vector.AsSpan()));
            }
            else
            {
                json.WriteStartArray("embedding");
                foreach (var value in vector) json.WriteNumberValue(value);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("model", request.Model);
        var tokens = request.Inputs.Sum(TokenCount.Of);
        json.WriteStartObject("usage");
        json.WriteNumber("prompt_tokens", tokens);
        json.WriteNumber("total_tokens", tokens);
        json.WriteEndObject();
        json.WriteEndObject();
    });
}
