using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.ToolCalls;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Upstream;

/// <summary>Writes the tools of a request, the answer's own among them, and which of them must be called.</summary>
internal static class MessagesToolWriter
{
    /// <summary>Anthropic takes so many strict ones in a request.</summary>
    private const int MaxStrictTools = 20;

    /// <param name="writer">The body.</param>
    /// <param name="conversation">The request.</param>
    /// <param name="claude">What the model takes.</param>
    /// <param name="answerSchema">What the answer tool takes, where there is to be one.</param>
    /// <param name="marks">Where caching is marked.</param>
    public static void Write(
        Utf8JsonWriter writer, Conversation conversation, ClaudeGeneration claude, JsonElement? answerSchema, MessagesCacheMarks marks)
    {
        if (conversation.Tools.IsEmpty && answerSchema is null) return;
        writer.WriteStartArray("tools");
        var strict = 0;
        for (var i = 0; i < conversation.Tools.Length; i++)
        {
            var tool = conversation.Tools[i];
            var isStrict = tool.Strict == true && claude.TakesSchema && tool.Schema is { } schema && ToolSchema.IsConstrainable(schema)
                && strict++ < MaxStrictTools;
            Write(writer, tool, isStrict, isEnd: i == conversation.Tools.Length - 1, marks);
        }

        if (answerSchema is { } answer) AnswerTool.Write(writer, answer);
        writer.WriteEndArray();
        WriteChoice(writer, ChoiceOf(conversation, claude, answerSchema is not null), conversation.ParallelToolCalls);
    }

    /// <summary>Whether a call is to be demanded that the model does not let be demanded: it is asked for in words then.</summary>
    public static bool MustAsk(Conversation conversation, ClaudeGeneration claude, bool hasAnswerTool) =>
        !claude.TakesForcedTool
            && (hasAnswerTool
                || (!conversation.Tools.IsEmpty && conversation.ToolChoice.Mode is ToolChoiceMode.Required or ToolChoiceMode.Named));

    /// <summary>Thinking within a budget and a demanded call exclude each other.</summary>
    public static bool Demands(Conversation conversation, ClaudeGeneration claude, bool hasAnswerTool) =>
        claude.TakesForcedTool
            && (hasAnswerTool
                || (!conversation.Tools.IsEmpty && conversation.ToolChoice.Mode is ToolChoiceMode.Required or ToolChoiceMode.Named));

    private static ToolChoice ChoiceOf(Conversation conversation, ClaudeGeneration claude, bool hasAnswerTool)
    {
        var choice = conversation.ToolChoice;
        if (hasAnswerTool)
        {
            choice = choice.Mode == ToolChoiceMode.Named ? choice
                : conversation.Tools.IsEmpty || choice.Mode == ToolChoiceMode.None ? ToolChoice.Named(AnswerTool.Name)
                : ToolChoice.Required;
        }

        return claude.TakesForcedTool || choice.Mode == ToolChoiceMode.None ? choice : ToolChoice.Auto;
    }

    private static void Write(Utf8JsonWriter writer, Tool tool, bool isStrict, bool isEnd, MessagesCacheMarks marks)
    {
        writer.WriteStartObject();
        writer.WriteString("name", tool.Name);
        if (CustomTool.Description(tool) is { } description) description.WriteTo(writer, "description"u8);
        writer.WritePropertyName("input_schema");
        if (tool.Kind == ToolKind.Custom) writer.WriteRawValue(CustomTool.Schema);
        else ToolSchema.Write(writer, tool.Schema);
        if (isStrict) writer.WriteBoolean("strict", value: true);
        marks.Write(writer, tool.CacheControl, isEnd);
        writer.WriteEndObject();
    }

    private static void WriteChoice(Utf8JsonWriter writer, ToolChoice choice, bool? parallel)
    {
        if (choice.Mode == ToolChoiceMode.Auto && parallel != false) return;
        writer.WriteStartObject("tool_choice");
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
