using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using JusInfer.Portal.Simulator.Reading;
using JusInfer.Portal.Simulator.Schemas;

namespace JusInfer.Portal.Simulator.Calling;

/// <summary>Writes the arguments of a call as a model would: one JSON object in a string.</summary>
internal static class ArgumentsWriter
{
    /// <summary>Letters of every script stand as they are, as models write them.</summary>
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string For(Step step, ImmutableArray<OfferedTool> tools)
    {
        var schema = step.Tool.Parameters is { } parameters ? JsonObject.Create(parameters) : null;
        if (schema is null) return step.Given?.ToJsonString(Plain) ?? "{}";
        var values = new SchemaValues(schema, new TextValues(step.Text, [.. tools.Select(static tool => tool.Name)]));
        return values.TryMake(schema, step.Tool.Name, depth: 0, variant: 0, out var made, step.Given) && made is JsonObject
            ? made.ToJsonString(Plain)
            : step.Given?.ToJsonString(Plain) ?? "{}";
    }
}
