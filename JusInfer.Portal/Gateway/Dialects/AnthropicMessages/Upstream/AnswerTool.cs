using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Upstream;

/// <summary>
/// Structured output from a model that has none, or not for this schema: a tool whose arguments are the answer. The arguments come as text
/// of JSON, and so does the answer, so what the reader gets for this tool it passes on as the answer's text.
/// </summary>
internal static class AnswerTool
{
    /// <summary>No caller's tool is named so.</summary>
    public const string Name = "jusinfer_answer";

    /// <summary>What the answer tool takes; absent where the request needs none.</summary>
    public static JsonElement? SchemaFor(OutputFormat format, ClaudeGeneration claude) =>
        format is OutputFormat.JsonSchema wanted && !(claude.TakesSchema && ToolSchema.IsConstrainable(wanted.Schema))
            ? wanted.Schema
            : null;

    public static void Write(Utf8JsonWriter writer, JsonElement schema)
    {
        writer.WriteStartObject();
        writer.WriteString("name", Name);
        writer.WriteString(
            "description",
            "Gives the final answer. Call it exactly once, with the answer as its arguments, instead of writing the answer as text.");
        writer.WritePropertyName("input_schema");
        ToolSchema.Write(writer, schema);
        writer.WriteEndObject();
    }
}
