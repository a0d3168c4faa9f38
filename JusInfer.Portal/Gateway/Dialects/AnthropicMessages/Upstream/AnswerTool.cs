using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Upstream;

/// <summary>
/// Provides structured output from a model that does not support it, or not for this schema: a tool whose arguments are the answer.
/// Arguments and answer are both JSON text, so the answer reader passes the arguments on as the answer's text.
/// </summary>
internal static class AnswerTool
{
    /// <summary>A name that no client uses for a tool.</summary>
    public const string Name = "jusinfer_answer";

    /// <summary>The schema of the answer tool; null if the request needs none.</summary>
    public static JsonElement? SchemaFor(OutputFormat format, ClaudeGeneration claude) =>
        format is OutputFormat.JsonSchema schemaFormat && !(claude.SupportsJsonSchema && ToolSchema.IsConstrainable(schemaFormat.Schema))
            ? schemaFormat.Schema
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
