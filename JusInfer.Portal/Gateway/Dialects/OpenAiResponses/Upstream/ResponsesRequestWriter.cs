using System.Runtime.InteropServices;
using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Upstream;

/// <summary>
/// Writes a conversation as a request for a response that the provider does not keep. The dialect has no penalties, seeds or token biases:
/// they are left out. It has no stop sequences either: the answer is cut at them on its way back.
/// </summary>
internal static class ResponsesRequestWriter
{
    /// <summary>OpenAI refuses fewer. Tokens.</summary>
    public const int MinOutputTokens = 16;

    private const string UnnamedSchema = "response";

    public static void Write(Utf8JsonWriter writer, Conversation conversation, Call call)
    {
        if (conversation.Sampling.Choices > 1) throw RequestFault.OneAnswerACall;
        var reasons = call.Target.Model.Has(Capabilities.Reasoning);
        var openAi = OpenAiGeneration.Of(call.Target.Endpoint.Model);
        var samples = openAi?.TakesSampling(conversation.Reasoning?.Meant) != false;
        writer.WriteStartObject();
        writer.WriteString("model", call.Target.Endpoint.Model);
        writer.WriteBoolean("stream", call.Context.Request.Stream);
        writer.WriteBoolean("store", false);
        WriteInclude(writer, conversation, reasons, samples);
        writer.WriteStartArray("input");
        new ResponsesItemWriter(writer).Write(conversation.Turns);
        writer.WriteEndArray();
        WriteTools(writer, conversation);
        WriteText(writer, conversation);
        if (conversation.MaxOutputTokens is { } most)
            writer.WriteNumber(
                "max_output_tokens", Math.Max(Math.Min(most, call.Target.Model.MaxOutputTokens ?? most), MinOutputTokens));
        if (reasons && conversation.Reasoning is { } wish) WriteReasoning(writer, wish, openAi);
        if (samples) WriteSampling(writer, conversation.Sampling);
        if (conversation.User is { } user) writer.WriteString("user", user);
        if (conversation.CacheKey is { } key) writer.WriteString("prompt_cache_key", key);
        if (conversation.ServiceTier is "auto" or "default" or "flex" or "priority")
            writer.WriteString("service_tier", conversation.ServiceTier);
        if (conversation.Metadata is { } metadata)
        {
            WriteRaw(writer, "metadata", metadata);
        }

        writer.WriteEndObject();
    }

    private static void WriteInclude(Utf8JsonWriter writer, Conversation conversation, bool reasons, bool samples)
    {
        var logprobs = conversation.Sampling.Logprobs && samples;
        if (!reasons && !logprobs) return;
        writer.WriteStartArray("include");
        if (reasons) writer.WriteStringValue("reasoning.encrypted_content"u8);
        if (logprobs) writer.WriteStringValue("message.output_text.logprobs"u8);
        writer.WriteEndArray();
    }

    private static void WriteTools(Utf8JsonWriter writer, Conversation conversation)
    {
        if (conversation.Tools.IsEmpty) return;
        writer.WriteStartArray("tools");
        foreach (var tool in conversation.Tools) WriteTool(writer, tool);
        writer.WriteEndArray();
        writer.WritePropertyName("tool_choice");
        WriteChoice(writer, conversation);
        if (conversation.ParallelToolCalls is { } parallel) writer.WriteBoolean("parallel_tool_calls", parallel);
    }

    private static void WriteTool(Utf8JsonWriter writer, Tool tool)
    {
        writer.WriteStartObject();
        writer.WriteString("type", tool.Kind == ToolKind.Custom ? "custom" : "function");
        writer.WriteString("name", tool.Name);
        tool.Description?.WriteTo(writer, "description"u8);
        if (tool.Kind == ToolKind.Custom)
        {
            if (tool.Grammar is { } grammar) WriteGrammar(writer, grammar);
        }
        else
        {
            if (tool.Schema is { } schema) WriteRaw(writer, "parameters", schema);
            else WriteNoParameters(writer);

            // Absent means true in this dialect and false in the others.
            writer.WriteBoolean("strict", tool.Strict ?? false);
        }

        writer.WriteEndObject();
    }

    /// <summary>Chat Completions has a grammar's fields in an object of their own.</summary>
    private static void WriteGrammar(Utf8JsonWriter writer, JsonElement format)
    {
        if (Fields.Object(format, "grammar") is not { } grammar)
        {
            WriteRaw(writer, "format", format);
            return;
        }

        writer.WriteStartObject("format");
        writer.WriteString("type", "grammar");
        foreach (var field in grammar.EnumerateObject()) field.WriteTo(writer);
        writer.WriteEndObject();
    }

    private static void WriteChoice(Utf8JsonWriter writer, Conversation conversation)
    {
        var choice = conversation.ToolChoice;
        if (choice.Mode != ToolChoiceMode.Named)
        {
            writer.WriteStringValue(choice.Mode switch
            {
                ToolChoiceMode.None => "none",
                ToolChoiceMode.Required => "required",
                _ => "auto",
            });
            return;
        }

        var isCustom = conversation.Tools.Any(tool => tool.Name == choice.Name && tool.Kind == ToolKind.Custom);
        writer.WriteStartObject();
        writer.WriteString("type", isCustom ? "custom" : "function");
        writer.WriteString("name", choice.Name);
        writer.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter writer, Conversation conversation)
    {
        if (conversation.Format is OutputFormat.FreeText && conversation.Verbosity is null) return;
        writer.WriteStartObject("text");
        if (conversation.Format is OutputFormat.AnyJson)
        {
            writer.WriteStartObject("format");
            writer.WriteString("type", "json_object");
            writer.WriteEndObject();
        }
        else if (conversation.Format is OutputFormat.JsonSchema format)
        {
            writer.WriteStartObject("format");
            writer.WriteString("type", "json_schema");
            writer.WriteString("name", format.Name ?? UnnamedSchema);
            format.Description?.WriteTo(writer, "description"u8);
            if (format.Strict is { } strict) writer.WriteBoolean("strict", strict);
            WriteRaw(writer, "schema", format.Schema);
            writer.WriteEndObject();
        }

        if (conversation.Verbosity is { } verbosity) writer.WriteString("verbosity", verbosity);
        writer.WriteEndObject();
    }

    private static void WriteReasoning(Utf8JsonWriter writer, ReasoningOptions wish, OpenAiGeneration? openAi)
    {
        var effort = wish.Meant;
        writer.WriteStartObject("reasoning");
        var word = openAi is not null ? openAi.Word(effort)
            : effort is { } wanted ? Efforts.Word(wanted == Effort.Max ? Effort.XHigh : wanted)
            : null;
        if (word is not null) writer.WriteString("effort", word);
        if (wish.Summary is { } summary) writer.WriteString("summary", summary);
        else if (wish.Visible && effort is not Effort.None) writer.WriteString("summary", "auto");
        writer.WriteEndObject();
    }

    private static void WriteSampling(Utf8JsonWriter writer, Sampling sampling)
    {
        if (sampling.Temperature is { } temperature) WriteRaw(writer, "temperature", temperature);
        if (sampling.TopP is { } topP) WriteRaw(writer, "top_p", topP);
        if (sampling.TopLogprobs is > 0 and var top) writer.WriteNumber("top_logprobs", top);
    }

    private static void WriteNoParameters(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("parameters");
        writer.WriteString("type", "object");
        writer.WriteStartObject("properties");
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>
    /// Writes a value of the caller's to the byte: the order of its keys and the spelling of its numbers are the caller's own.
    /// </summary>
    private static void WriteRaw(Utf8JsonWriter writer, string name, JsonElement value)
    {
        writer.WritePropertyName(name);
        writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
    }
}
