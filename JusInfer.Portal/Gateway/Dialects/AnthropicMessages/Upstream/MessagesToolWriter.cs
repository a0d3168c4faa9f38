using System.Buffers;
using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.ToolCalls;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Upstream;

/// <summary>Writes the tools of a request and the tool choice.</summary>
internal static class MessagesToolWriter
{
    /// <summary>Anthropic's maximum per request.</summary>
    private const int MaxStrictTools = 20;

    /// <param name="writer">The writer of the body.</param>
    /// <param name="conversation">The request.</param>
    /// <param name="claude">What the model supports.</param>
    /// <param name="call">The call.</param>
    public static void Write(Utf8JsonWriter writer, Conversation conversation, ClaudeGeneration claude, Call call)
    {
        if (conversation.Tools.IsEmpty) return;
        writer.WriteStartArray("tools");
        var strict = 0;
        foreach (var tool in conversation.Tools)
        {
            var isStrict = tool.Strict == true && claude.SupportsJsonSchema && tool.Schema is { } schema && ToolSchema.IsConstrainable(schema)
                && strict++ < MaxStrictTools;
            Write(writer, tool, isStrict, call);
        }

        writer.WriteEndArray();
        WriteChoice(writer, EffectiveChoice(conversation.ToolChoice, claude), conversation.ParallelToolCalls);
    }

    /// <summary>A tool choice, as JSON.</summary>
    public static byte[] Choice(ToolChoice choice, bool? parallel)
    {
        var json = new ArrayBufferWriter<byte>(64);
        using (var writer = new Utf8JsonWriter(json)) WriteChoiceValue(writer, choice, parallel);
        return json.WrittenSpan.ToArray();
    }

    /// <summary>
    /// Whether a tool call is required that the model does not allow to be forced. It is requested by an instruction instead.
    /// </summary>
    public static bool NeedsToolInstruction(Conversation conversation, ClaudeGeneration claude) => !claude.SupportsForcedTool && RequiresTool(conversation);

    /// <summary>Whether the request forces a tool call, which excludes thinking within a budget.</summary>
    public static bool ForcesTool(Conversation conversation, ClaudeGeneration claude) => claude.SupportsForcedTool && RequiresTool(conversation);

    private static bool RequiresTool(Conversation conversation) =>
        !conversation.Tools.IsEmpty && conversation.ToolChoice.Mode is ToolChoiceMode.Required or ToolChoiceMode.Named;

    private static ToolChoice EffectiveChoice(ToolChoice choice, ClaudeGeneration claude) =>
        claude.SupportsForcedTool || choice.Mode == ToolChoiceMode.None ? choice : ToolChoice.Auto;

    private static void Write(Utf8JsonWriter writer, Tool tool, bool isStrict, Call call)
    {
        writer.WriteStartObject();
        writer.WriteString("name", tool.Name);
        if (CustomTool.Description(tool) is { } description) description.WriteTo(writer, "description"u8);
        writer.WritePropertyName("input_schema");
        if (tool.Kind == ToolKind.Custom) writer.WriteRawValue(CustomTool.Schema);
        else if (tool.Schema is { } schema) AcceptedSchema.Write(writer, schema, call);
        else ObjectSchema.Write(writer, schema: null);
        if (isStrict) writer.WriteBoolean("strict", value: true);
        MessagesPartWriter.WriteMarker(writer, tool.CacheControl);
        writer.WriteEndObject();
    }

    private static void WriteChoice(Utf8JsonWriter writer, ToolChoice choice, bool? parallel)
    {
        if (choice.Mode == ToolChoiceMode.Auto && parallel != false) return;
        writer.WritePropertyName("tool_choice");
        WriteChoiceValue(writer, choice, parallel);
    }

    private static void WriteChoiceValue(Utf8JsonWriter writer, ToolChoice choice, bool? parallel)
    {
        writer.WriteStartObject();
        writer.WriteString("type", choice.Mode switch
        {
            ToolChoiceMode.Auto => "auto",
            ToolChoiceMode.Required => "any",
            ToolChoiceMode.Named => "tool",
            _ => "none",
        });
        if (choice.Mode == ToolChoiceMode.Named) writer.WriteString("name", choice.Name);
        if (parallel == false && choice.Mode != ToolChoiceMode.None) writer.WriteBoolean("disable_parallel_tool_use", value: true);
        writer.WriteEndObject();
    }
}
