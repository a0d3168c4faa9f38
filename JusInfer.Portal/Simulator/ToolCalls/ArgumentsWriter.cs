using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using JusInfer.Portal.Simulator.Requests;
using JusInfer.Portal.Simulator.Schemas;

namespace JusInfer.Portal.Simulator.ToolCalls;

/// <summary>Writes the arguments of a tool call: a string that contains one JSON object, as models write it.</summary>
internal static class ArgumentsWriter
{
    /// <summary>Does not escape non-ASCII characters, because models do not.</summary>
    private static readonly JsonSerializerOptions RelaxedEscaping = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string For(RequestedCall call, ImmutableArray<ToolDefinition> tools)
    {
        var schema = call.Tool.Parameters is { } parameters ? JsonObject.Create(parameters) : null;
        if (schema is null) return call.Arguments?.ToJsonString(RelaxedEscaping) ?? "{}";
        var values = new SchemaValueGenerator(schema, new TextValues(call.Text, [.. tools.Select(static tool => tool.Name)]));
        return values.TryGenerate(schema, call.Tool.Name, depth: 0, variant: 0, out var value, call.Arguments) && value is JsonObject
            ? value.ToJsonString(RelaxedEscaping)
            : call.Arguments?.ToJsonString(RelaxedEscaping) ?? "{}";
    }
}
