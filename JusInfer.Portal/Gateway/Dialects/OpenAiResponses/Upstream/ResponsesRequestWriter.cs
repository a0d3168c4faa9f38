using System.Runtime.InteropServices;
using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Caching;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Upstream;

/// <summary>
/// Writes a conversation as a request for a response that the provider does not store. The dialect has no penalties, seeds or token biases:
/// they are omitted. It has no stop sequences either: the gateway cuts the answer at them.
/// </summary>
internal static class ResponsesRequestWriter
{
    /// <summary>OpenAI's minimum. In tokens.</summary>
    public const int MinOutputTokens = 16;

    private const string UnnamedSchema = "response";

    private static readonly byte[] Auto = "\"auto\""u8.ToArray();
    private static readonly byte[] None = "\"none\""u8.ToArray();
    private static readonly byte[] Required = "\"required\""u8.ToArray();

    public static void Write(Utf8JsonWriter writer, Conversation conversation, Call call)
    {
        if (conversation.Sampling.Choices > 1) throw RequestFault.MultipleChoicesUnsupported;
        var reasons = call.Target.Model.Has(Capabilities.Reasoning);
        var openAi = OpenAiGeneration.From(call.Target.Endpoint.Model);
        var samples = openAi?.SupportsSampling(conversation.Reasoning?.EffectiveEffort) != false;
        if (CacheMarking.Loses(conversation, conversation, CacheMarkers.None)) call.Attempt.Adjusted |= Adjustments.UnknownFields;
        writer.WriteStartObject();
        writer.WriteString("model", call.Target.Endpoint.Model);
        writer.WriteBoolean("stream", call.IsStreamedUpstream);
        writer.WriteBoolean("store", false);
        WriteInclude(writer, conversation, reasons, samples);
        writer.WriteStartArray("input");
        new ResponsesItemWriter(writer).Write(AcceptedTurns.Of(conversation, call));
        writer.WriteEndArray();
        WriteTools(writer, conversation, call);
        WriteText(writer, conversation, call.Target.Endpoint.Provider);
        if (conversation.MaxOutputTokens is { } maxTokens)
            writer.WriteNumber(
                "max_output_tokens", Math.Max(Math.Min(maxTokens, call.Target.Model.MaxOutputTokens ?? maxTokens), MinOutputTokens));
        if (reasons) WriteReasoning(writer, conversation.Reasoning, call);
        if (samples) WriteSampling(writer, conversation.Sampling);
        if (conversation.User is { } user) writer.WriteString("user", user);
        if ((conversation.CacheKey ?? PromptCacheKey.For(call)) is { } key) writer.WriteString("prompt_cache_key", key);
        if (conversation.CacheRetention is { } retention) writer.WriteString("prompt_cache_retention", retention);
        if (conversation.ServiceTier is { Length: > 0 } tier) writer.WriteString("service_tier", tier);
        if (conversation.Metadata is { } metadata)
        {
            WriteRaw(writer, "metadata", metadata);
        }

        writer.WriteEndObject();
    }

    /// <summary>A tool choice, as JSON.</summary>
    /// <param name="choice">The choice.</param>
    /// <param name="isCustom">It names a custom tool.</param>
    public static ReadOnlyMemory<byte> Choice(ToolChoice choice, bool isCustom) => choice.Mode switch
    {
        ToolChoiceMode.None => None,
        ToolChoiceMode.Required => Required,
        ToolChoiceMode.Named => Named(JsonText.From(choice.Name!), isCustom ? "custom"u8 : "function"u8),
        _ => Auto,
    };

    private static byte[] Named(JsonText name, ReadOnlySpan<byte> type) =>
        [.. "{\"type\":\""u8, .. type, .. "\",\"name\":"u8, .. name.Quoted, (byte)'}'];

    private static void WriteInclude(Utf8JsonWriter writer, Conversation conversation, bool reasons, bool samples)
    {
        var logprobs = conversation.Sampling.Logprobs && samples;
        if (!reasons && !logprobs) return;
        writer.WriteStartArray("include");
        if (reasons) writer.WriteStringValue("reasoning.encrypted_content"u8);
        if (logprobs) writer.WriteStringValue("message.output_text.logprobs"u8);
        writer.WriteEndArray();
    }

    private static void WriteTools(Utf8JsonWriter writer, Conversation conversation, Call call)
    {
        if (conversation.Tools.IsEmpty) return;
        writer.WriteStartArray("tools");
        foreach (var tool in conversation.Tools) WriteTool(writer, tool, call);
        writer.WriteEndArray();
        writer.WritePropertyName("tool_choice");
        writer.WriteRawValue(Choice(conversation.ToolChoice, ChoosesCustomTool(conversation)).Span, skipInputValidation: true);
        if (conversation.ParallelToolCalls is { } parallel) writer.WriteBoolean("parallel_tool_calls", parallel);
    }

    private static bool ChoosesCustomTool(Conversation conversation)
    {
        foreach (var tool in conversation.Tools)
        {
            if (tool.Kind == ToolKind.Custom && tool.Name == conversation.ToolChoice.Name) return true;
        }

        return false;
    }

    private static void WriteTool(Utf8JsonWriter writer, Tool tool, Call call)
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
            WriteParameters(writer, tool, call);

            // The default is true in this dialect and false in the others.
            writer.WriteBoolean("strict", tool.Strict ?? false);
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes a grammar. Chat Completions has its fields in a nested object.</summary>
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

    private static void WriteText(Utf8JsonWriter writer, Conversation conversation, Provider provider)
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
            if (JsonGuarantee.Strict(format, provider) is { } strict) writer.WriteBoolean("strict", strict);
            WriteRaw(writer, "schema", format.Schema);
            writer.WriteEndObject();
        }

        if (conversation.Verbosity is { } verbosity) writer.WriteString("verbosity", verbosity);
        writer.WriteEndObject();
    }

    private static void WriteReasoning(Utf8JsonWriter writer, ReasoningOptions? options, Call call)
    {
        var isOff = call.Attempt.OmitsReasoning;
        if (options is null && !isOff) return;
        var effort = options?.EffectiveEffort;
        var reasoning = isOff ? ResponsesReasoning.Off(call.Target) : ResponsesReasoning.For(call.Target, effort);
        if (!isOff && options!.Effort is { } requested && reasoning.Changes(requested))
            call.Attempt.Adjusted |= Adjustments.ReasoningEffort;
        if (reasoning.Member is { IsEffort: false } other)
        {
            writer.WritePropertyName(other.Name);
            writer.WriteRawValue(other.Value, skipInputValidation: true);
        }

        writer.WriteStartObject("reasoning");
        if (reasoning.Member is { IsEffort: true } member)
        {
            writer.WritePropertyName("effort");
            writer.WriteRawValue(member.Value, skipInputValidation: true);
        }

        if (options?.Summary is { } summary) writer.WriteString("summary", summary);
        else if (!isOff && options!.Visible && effort is not Effort.None) writer.WriteString("summary", "auto");
        writer.WriteEndObject();
    }

    private static void WriteSampling(Utf8JsonWriter writer, Sampling sampling)
    {
        if (sampling.Temperature is { } temperature) WriteRaw(writer, "temperature", temperature);
        if (sampling.TopP is { } topP) WriteRaw(writer, "top_p", topP);
        if (sampling.TopLogprobs is > 0 and var top) writer.WriteNumber("top_logprobs", top);
    }

    /// <summary>The dialect requires the field.</summary>
    private static void WriteParameters(Utf8JsonWriter writer, Tool tool, Call call)
    {
        writer.WritePropertyName("parameters");
        if (tool.Schema is { } schema) AcceptedSchema.Write(writer, schema, call);
        else ObjectSchema.Write(writer, schema: null);
    }

    /// <summary>
    /// Writes a value with the exact bytes that the client sent, including the order of keys and the notation of numbers.
    /// </summary>
    private static void WriteRaw(Utf8JsonWriter writer, string name, JsonElement value)
    {
        writer.WritePropertyName(name);
        writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
    }
}
