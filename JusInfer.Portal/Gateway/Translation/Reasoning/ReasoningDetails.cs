using System.Text.Json;
using System.Text.Json.Nodes;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Reasoning;

/// <summary>
/// OpenRouter's reasoning of an answer, <c>reasoning_details</c>: readable, as a summary, or encrypted
/// (openrouter.ai/docs/use-cases/reasoning-tokens). A stream has it in pieces, of which those of one type and index are one detail.
/// </summary>
internal sealed class ReasoningDetails
{
    private static readonly string[] Texts = ["text", "summary", "data"];

    private readonly List<JsonObject> details = [];

    /// <summary>The size of the pieces in bytes.</summary>
    public int Length { get; private set; }

    /// <summary>Adds the details of a piece of the answer.</summary>
    /// <param name="json">A JSON array.</param>
    public void Add(ReadOnlySpan<byte> json)
    {
        Length += json.Length;
        if (JsonNode.Parse(json, documentOptions: JsonDepth.DocumentOptions) is not JsonArray pieces) return;
        foreach (var piece in pieces.OfType<JsonObject>()) Add((JsonObject)piece.DeepClone());
    }

    /// <summary>The details as a JSON array; null if there are none.</summary>
    public JsonText? Merge() => details.Count == 0 ? null : JsonText.From(new JsonArray([.. details]).ToJsonString());

    /// <summary>The JSON of details that were merged.</summary>
    public static byte[] Read(JsonText merged)
    {
        var json = new Utf8JsonReader(merged.Quoted);
        json.Read();
        var text = new byte[json.ValueSpan.Length];
        return text[..json.CopyString(text)];
    }

    private void Add(JsonObject piece)
    {
        var earlier = piece.ContainsKey("index")
            ? details.Find(detail => IsSame(detail, piece, "type") && IsSame(detail, piece, "index"))
            : null;
        if (earlier is null)
        {
            details.Add(piece);
            return;
        }

        foreach (var (name, value) in piece.ToList())
        {
            if (value is null) continue;
            piece.Remove(name);
            var isText = Texts.Contains(name) && value.GetValueKind() == JsonValueKind.String
                && earlier[name]?.GetValueKind() == JsonValueKind.String;
            earlier[name] = isText ? $"{earlier[name]}{value}" : value;
        }
    }

    private static bool IsSame(JsonObject one, JsonObject other, string name) => JsonNode.DeepEquals(one[name], other[name]);
}
