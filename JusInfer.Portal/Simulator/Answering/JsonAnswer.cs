using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using JusInfer.Portal.Simulator.Reading;
using JusInfer.Portal.Simulator.Schemas;
using JusInfer.Portal.Simulator.Wording;

namespace JusInfer.Portal.Simulator.Answering;

/// <summary>An answer that is one JSON object; it says that it is simulated where the wanted shape leaves room for that.</summary>
internal static class JsonAnswer
{
    private const string Hint = "simulated";

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string For(OpenTurn turn, CompletionRequest request) =>
        (request.AnswerSchema is { } schema ? OfSchema(turn, schema) : Free(turn))?.ToJsonString(Plain) ?? "null";

    private static JsonObject Free(OpenTurn turn) => new()
    {
        [Hint] = true,
        ["note"] = "No model was asked.",
        ["request"] = Cut.Gist(turn.Task, words: 12, length: 90),
    };

    private static JsonNode? OfSchema(OpenTurn turn, JsonElement element)
    {
        var schema = JsonObject.Create(element);
        if (!new SchemaValues(schema, new TextValues(turn.Task, [])).TryMake(schema, "answer", depth: 0, variant: 0, out var made))
            return new JsonObject();
        if (made is not JsonObject answer || answer.ContainsKey(Hint)) return made;
        var hinted = answer.DeepClone().AsObject();
        hinted[Hint] = true;
        return new SchemaCheck(new SchemaMerge(schema)).Fits(hinted, schema) ? hinted : made;
    }
}
