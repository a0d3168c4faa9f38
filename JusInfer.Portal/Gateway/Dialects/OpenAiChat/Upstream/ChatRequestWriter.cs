using System.Runtime.InteropServices;
using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Rules;
using JusInfer.Portal.Gateway.Translation.Caching;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Upstream;

/// <summary>
/// Writes a request of another dialect as a chat completion request. Fields that only OpenAI accepts are sent only to OpenAI.
/// </summary>
internal static class ChatRequestWriter
{
    public static void Write(Utf8JsonWriter writer, Conversation conversation, Call call)
    {
        var endpoint = call.Target.Endpoint;
        var traits = EndpointRules.From(endpoint.Provider);
        var accepted = conversation with { Turns = AcceptedTurns.Of(conversation, call) };
        var markers = EndpointRules.NeedsMarkers(endpoint) ? CacheMarkers.Anthropic : CacheMarkers.None;
        conversation = CacheMarking.Apply(accepted, markers, call.Context.Holder.Key.Terms.CacheCare, CanBeMarked);
        if (CacheMarking.Loses(accepted, conversation, markers)) call.Attempt.Adjusted |= Adjustments.UnknownFields;
        if (!traits.IsOpenAi && conversation.Turns.Any(static turn => turn.Role == TurnRole.Developer))
            call.Attempt.Adjusted |= Adjustments.SystemMessages;

        writer.WriteStartObject();
        writer.WritePropertyName("model"u8);
        writer.WriteRawValue(UpstreamAddress.From(endpoint).Model, skipInputValidation: true);
        new ChatMessageWriter(writer, call.Target, traits).Write(conversation.Turns, conversation.ContinuationMode == Continuation.Prefix);
        if (conversation.ContinuationMode == Continuation.ContinueFinalMessage)
        {
            writer.WriteBoolean("continue_final_message"u8, true);
            writer.WriteBoolean("add_generation_prompt"u8, false);
        }

        ChatToolsWriter.Write(writer, conversation, call);
        var openAi = OpenAiGeneration.From(endpoint.Model);
        WriteLimits(writer, conversation, call.Target.Model, traits, isReasoning: openAi is not null);
        var effort = conversation.Reasoning?.EffectiveEffort;
        var hasTools = !conversation.Tools.IsEmpty;
        var reasoning = call.Attempt.OmitsReasoning
            ? ChatReasoning.Off(call.Target, hasTools)
            : ChatReasoning.For(call.Target, effort, hasTools);
        if (conversation.Reasoning?.Effort is { } requested && reasoning.Changes(requested))
            call.Attempt.Adjusted |= Adjustments.ReasoningEffort;
        if (openAi?.SupportsSampling(reasoning.Level) != false) WriteSampling(writer, conversation.Sampling, traits);
        if (conversation.Sampling.Choices > 1) writer.WriteNumber("n"u8, conversation.Sampling.Choices);
        WriteFormat(writer, conversation.Format, endpoint.Provider);
        if (reasoning.Member is { } member)
        {
            writer.WritePropertyName(member.Name);
            writer.WriteRawValue(member.Value, skipInputValidation: true);
        }

        if (conversation.ServiceTier is { Length: > 0 } tier && (traits.IsOpenAi || BilledTier.IsPricedAt(endpoint.Provider, tier)))
            writer.WriteString("service_tier"u8, tier);
        if (traits.IsOpenAi) WriteForOpenAi(writer, conversation, call);
        else if (!traits.RejectsUnknownFields && conversation.User is { } user) writer.WriteString("user"u8, user);
        if (call.IsStreamedUpstream)
        {
            writer.WriteBoolean("stream"u8, true);
            writer.WriteStartObject("stream_options"u8);
            writer.WriteBoolean("include_usage"u8, true);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.Flush();
    }

    /// <summary>Writes a value with the exact bytes that the client sent.</summary>
    internal static void WriteRaw(Utf8JsonWriter writer, string property, JsonElement value)
    {
        writer.WritePropertyName(property);
        writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
    }

    /// <summary>A marker can be on a text only, also in a result.</summary>
    private static bool CanBeMarked(Part part) => part switch
    {
        Part.Text text => !BlankText.IsBlank(text.Value),
        Part.ToolResult result => result.Content.OfType<Part.Text>().LastOrDefault() is { } last && !BlankText.IsBlank(last.Value),
        _ => false,
    };

    private static void WriteLimits(Utf8JsonWriter writer, Conversation conversation, Model model, EndpointRules traits, bool isReasoning)
    {
        // Clients ask for the maximum of the model they requested; the selected model's maximum may be lower.
        if (conversation.MaxOutputTokens is { } maxTokens)
            writer.WriteNumber(
                traits.IsOpenAi ? "max_completion_tokens"u8 : "max_tokens"u8, Math.Min(maxTokens, model.MaxOutputTokens ?? int.MaxValue));
        if (conversation.Stop.IsEmpty || isReasoning) return;
        writer.WriteStartArray("stop"u8);
        foreach (var stop in conversation.Stop.Take(traits.MaxStops)) stop.WriteTo(writer);
        writer.WriteEndArray();
    }

    private static void WriteSampling(Utf8JsonWriter writer, Sampling sampling, EndpointRules traits)
    {
        WriteIfSet(writer, "temperature", sampling.Temperature);
        WriteIfSet(writer, "top_p", sampling.TopP);
        if (!traits.RejectsUnknownFields) WriteIfSet(writer, "top_k", sampling.TopK);
        WriteIfSet(writer, "frequency_penalty", sampling.FrequencyPenalty);
        WriteIfSet(writer, "presence_penalty", sampling.PresencePenalty);
        WriteIfSet(writer, "seed", sampling.Seed);
        WriteIfSet(writer, "logit_bias", sampling.LogitBias);
        if (sampling.Logprobs) writer.WriteBoolean("logprobs"u8, true);
        if (sampling.TopLogprobs is { } top) writer.WriteNumber("top_logprobs"u8, top);
    }

    private static void WriteIfSet(Utf8JsonWriter writer, string property, JsonElement? value)
    {
        if (value is { } set) WriteRaw(writer, property, set);
    }

    private static void WriteFormat(Utf8JsonWriter writer, OutputFormat format, Provider provider)
    {
        if (format is OutputFormat.FreeText) return;
        writer.WriteStartObject("response_format"u8);
        writer.WriteString("type"u8, format is OutputFormat.AnyJson ? "json_object"u8 : "json_schema"u8);
        if (format is OutputFormat.JsonSchema schemaFormat)
        {
            writer.WriteStartObject("json_schema"u8);
            writer.WriteString("name"u8, schemaFormat.Name ?? "answer");
            schemaFormat.Description?.WriteTo(writer, "description"u8);
            WriteRaw(writer, "schema", schemaFormat.Schema);
            if (JsonGuarantee.Strict(schemaFormat, provider) is { } strict) writer.WriteBoolean("strict"u8, strict);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteForOpenAi(Utf8JsonWriter writer, Conversation conversation, Call call)
    {
        if (conversation.User is { } user) writer.WriteString("safety_identifier"u8, user);
        if ((conversation.CacheKey ?? PromptCacheKey.For(call)) is { } key) writer.WriteString("prompt_cache_key"u8, key);
        if (conversation.CacheRetention is { } retention) writer.WriteString("prompt_cache_retention"u8, retention);
        if (conversation.Verbosity is { } verbosity) writer.WriteString("verbosity"u8, verbosity);
    }
}
