using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using JusInfer.Portal.Primitives.Json;
using JusInfer.Portal.Simulator.Requests;
using JusInfer.Portal.Simulator.Schemas;
using JusInfer.Portal.Simulator.Text;

namespace JusInfer.Portal.Simulator.Completions;

/// <summary>An answer that is one JSON value. It contains <c>"simulated": true</c> if the requested schema allows that.</summary>
internal static class JsonResponse
{
    private const string SimulatedProperty = "simulated";

    private static readonly JsonSerializerOptions RelaxedEscaping = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string For(CurrentTurn turn, CompletionRequest request) =>
        (request.ResponseSchema is { } schema ? WithSchema(turn, schema) : WithoutSchema(turn))?.ToJsonString(RelaxedEscaping) ?? "null";

    private static JsonObject WithoutSchema(CurrentTurn turn) => new()
    {
        [SimulatedProperty] = true,
        ["note"] = "No model was asked.",
        ["request"] = TextTruncation.Excerpt(turn.UserText, words: 12, length: 90),
    };

    private static JsonNode? WithSchema(CurrentTurn turn, JsonElement element)
    {
        var schema = JsonObject.Create(element);
        var values = new SchemaValueGenerator(schema, new TextValues(turn.UserText, []));
        if (!values.TryGenerate(schema, "answer", depth: 0, variant: 0, out var value)) return new JsonObject();
        if (value is not JsonObject answer || answer.ContainsKey(SimulatedProperty)) return value;
        var marked = answer.DeepClone().AsObject();
        marked[SimulatedProperty] = true;
        return new SchemaValidator(schema) { ChecksFormats = true }.IsValid(marked, schema) ? marked : value;
    }
}
