using System.Collections.Immutable;
using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Rules;
using JusInfer.Portal.Gateway.Translation.Caching;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Upstream;

/// <summary>Writes a conversation of any dialect as a Messages request, in the form that the target model supports.</summary>
internal static class MessagesRequestWriter
{
    /// <summary>Used if the catalog has no maximum for the model.</summary>
    private const int DefaultMaxTokens = 8_192;

    /// <summary>The minimum for the answer even if the context seems full: the size of the input is an estimate.</summary>
    private const int MinMaxTokens = 1_024;

    /// <summary>The user message that asks a model to continue if it does not support an unfinished assistant message.</summary>
    public static JsonText ContinuePrompt { get; } = JsonText.From(
        "Go on exactly where your last message ends. Repeat none of it, and say nothing before.");

    /// <exception cref="RequestFault">The request uses a feature that this dialect does not have.</exception>
    public static void Write(Utf8JsonWriter writer, Conversation conversation, Call call)
    {
        if (conversation.Sampling.Choices > 1) throw RequestFault.MultipleChoicesUnsupported;
        var model = call.Target.Model;
        var claude = ClaudeGeneration.From(call.Target.Endpoint.Model);
        var markers = EndpointRules.MarkersOf(call.Target.Endpoint);
        var marked = CacheMarking.Apply(conversation, markers, call.Context.Holder.Key.Terms.CacheCare, CanBeMarked);
        if (CacheMarking.Loses(conversation, marked, markers)) call.Attempt.Adjusted |= Adjustments.UnknownFields;
        conversation = marked;
        var prompt = MessagesPrompt.Create(conversation);
        if (prompt.HasInstructionAsUser) call.Attempt.Adjusted |= Adjustments.SystemMessages;
        if (prompt.EndsWithAssistant && !claude.SupportsPrefill) prompt.Append(new Part.Text(ContinuePrompt));

        var schema = (conversation.Format as OutputFormat.JsonSchema)?.Schema;
        var maxTokens = MaxTokens(conversation, model, call.Context.Request.Features.InputTokens);

        writer.WriteStartObject();
        writer.WriteString("model", call.Target.Endpoint.Model);
        writer.WriteNumber("max_tokens", maxTokens);
        if (call.IsStreamedUpstream) writer.WriteBoolean("stream", value: true);
        MessagesToolWriter.Write(writer, conversation, claude, call);
        WriteSystem(writer, [.. prompt.System, .. AddedInstructions(conversation, claude)]);
        WriteMessages(writer, prompt, new MessagesPartWriter(writer, new ToolCallIdMap(ToolCallIdRule.Anthropic)));

        var mayThink = !MessagesToolWriter.ForcesTool(conversation, claude) && LastToolTurnHasThinking(prompt);
        var (thinks, effort) = MessagesThinkingWriter.Write(
            writer, conversation.Reasoning, claude, maxTokens, mayThink, call.Attempt.OmitsReasoning);
        if (ChangesEffort(conversation.Reasoning?.Effort, thinks, effort)) call.Attempt.Adjusted |= Adjustments.ReasoningEffort;
        WriteOutputConfig(writer, claude.SupportsEffort ? effort : null, schema);
        if (claude.SupportsSampling && !thinks) WriteSampling(writer, conversation.Sampling);
        WriteStop(writer, conversation.Stop);
        if (conversation.User is { } user)
        {
            writer.WriteStartObject("metadata");
            writer.WriteString("user_id", user);
            writer.WriteEndObject();
        }

        if (conversation.ServiceTier is "auto" or "default")
            writer.WriteString("service_tier", conversation.ServiceTier == "auto" ? "auto" : "standard_only");
        else if (conversation.ServiceTier is { Length: > 0 } tier && BilledTier.IsPricedAt(call.Target.Endpoint.Provider, tier))
            writer.WriteString("service_tier", tier);
        writer.WriteEndObject();
    }

    /// <summary>Blank texts are not sent, and Anthropic rejects markers on thinking (Wei-Shaw/sub2api#225).</summary>
    private static bool CanBeMarked(Part part) => part is not Part.Reasoning && !(part is Part.Text text && BlankText.IsBlank(text.Value));

    /// <summary>Whether the model has another effort than the requested one. A budget is another form of the same.</summary>
    private static bool ChangesEffort(Effort? requested, bool thinks, string? effort) =>
        requested is { } asked && (effort is not null ? effort != EffortMapping.NameOf(asked) : !thinks && asked != Effort.None);

    private static int MaxTokens(Conversation conversation, Model model, long inputTokens)
    {
        var modelMaximum = model.MaxOutputTokens ?? DefaultMaxTokens;
        if (conversation.MaxOutputTokens is { } requested) return model.MaxOutputTokens is null ? requested : Math.Min(requested, modelMaximum);
        return (int)Math.Max(MinMaxTokens, Math.Min(modelMaximum, model.ContextWindow - inputTokens));
    }

    /// <summary>
    /// Whether the last tool turn begins with the model's own thinking. With a budget, Anthropic requires that; a turn that another model
    /// began has none.
    /// </summary>
    private static bool LastToolTurnHasThinking(MessagesPrompt prompt) =>
        prompt.Messages[^1].Results == 0 || prompt.Messages[^2].Parts.Exists(static part => part is Part.Reasoning);

    /// <summary>Instructions for what the dialect has no field for.</summary>
    private static IEnumerable<Part> AddedInstructions(Conversation conversation, ClaudeGeneration claude)
    {
        if (!MessagesToolWriter.NeedsToolInstruction(conversation, claude)) yield break;
        var choice = conversation.ToolChoice;
        yield return new Part.Text(JsonText.From(
            choice.Mode == ToolChoiceMode.Named ? $"Answer by calling the tool {choice.Name}."
            : "Answer by calling at least one of the tools."));
    }

    private static void WriteSystem(Utf8JsonWriter writer, ImmutableArray<Part> system)
    {
        if (system.IsEmpty) return;
        writer.WriteStartArray("system");
        foreach (var part in system)
        {
            writer.WriteStartObject();
            writer.WriteString("type", "text");
            ((Part.Text)part).Value.WriteTo(writer, "text"u8);
            MessagesPartWriter.WriteMarker(writer, part.CacheControl);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteMessages(Utf8JsonWriter writer, MessagesPrompt prompt, MessagesPartWriter parts)
    {
        writer.WriteStartArray("messages");
        for (var number = 0; number < prompt.Messages.Count; number++)
        {
            var (message, following) = (prompt.Messages[number], prompt.Messages.Count - 1 - number);
            writer.WriteStartObject();
            writer.WriteString("role", message.IsAssistant ? "assistant" : "user");
            writer.WriteStartArray("content");
            for (var i = 0; i < message.Parts.Count; i++)
            {
                var isEnd = i == message.Parts.Count - 1;
                var part = message.Parts[i];
                if (isEnd && following == 0 && message.IsAssistant && part is Part.Text text) part = text with { Value = BlankText.TrimEnd(text.Value) };
                parts.Write(part, message.Path);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteOutputConfig(Utf8JsonWriter writer, string? effort, JsonElement? schema)
    {
        if (effort is null && schema is null) return;
        writer.WriteStartObject("output_config");
        if (effort is not null) writer.WriteString("effort", effort);
        if (schema is { } value)
        {
            writer.WriteStartObject("format");
            writer.WriteString("type", "json_schema");
            writer.WritePropertyName("schema");
            value.WriteTo(writer);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    /// <summary>Newer models accept either temperature or top_p, not both.</summary>
    private static void WriteSampling(Utf8JsonWriter writer, Sampling sampling)
    {
        if (sampling.Temperature is { } temperature) writer.WriteNumber("temperature", Math.Clamp(temperature.GetDouble(), 0, 1));
        else if (sampling.TopP is { } topP) writer.WriteNumber("top_p", Math.Clamp(topP.GetDouble(), 0, 1));
        if (sampling.TopK is { } topK && topK.TryGetInt32(out var k)) writer.WriteNumber("top_k", k);
    }

    private static void WriteStop(Utf8JsonWriter writer, ImmutableArray<JsonText> stop)
    {
        var accepted = stop.RemoveAll(BlankText.IsBlank);
        if (accepted.IsEmpty) return;
        writer.WriteStartArray("stop_sequences");
        foreach (var sequence in accepted) sequence.WriteTo(writer);
        writer.WriteEndArray();
    }
}
