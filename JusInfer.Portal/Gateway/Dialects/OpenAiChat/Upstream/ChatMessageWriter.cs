using System.Collections.Immutable;
using System.Text.Json;
using JusInfer.Portal.Gateway.Rules;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Upstream;

/// <summary>
/// Writes turns as messages. Tool results become consecutive tool messages, as the dialect requires. Their images follow in a user message,
/// because a tool message can contain only text.
/// </summary>
internal sealed class ChatMessageWriter(Utf8JsonWriter writer, RouteTarget target, EndpointRules traits)
{
    private readonly ToolCallIdMap ids = new(ChatToolCallIds.RuleOf(target));
    private readonly bool needsSignatures = ThoughtSignature.IsRequiredBy(target.Model);

    /// <summary>The path of the current turn, for error messages.</summary>
    private string path = "messages";

    /// <param name="turns">The turns in order.</param>
    /// <param name="isPrefix">Marks the last turn, the assistant's, as a prefix to continue (DeepSeek, Mistral).</param>
    public void Write(ImmutableArray<Turn> turns, bool isPrefix = false)
    {
        writer.WriteStartArray("messages"u8);
        List<Part> shown = [];
        for (var i = 0; i < turns.Length; i++)
        {
            path = turns[i].Path;
            if (turns[i].Role == TurnRole.Assistant)
            {
                WriteAssistant(turns[i], isPrefix && i == turns.Length - 1);
                continue;
            }

            var results = turns[i].Parts.OfType<Part.ToolResult>();
            foreach (var result in results)
            {
                WriteResult(result);
                shown.AddRange(result.Content.Where(static part => part is not Part.Text));
            }

            shown.AddRange(turns[i].Parts.Where(static part => part is not Part.ToolResult));
            var moreResultsFollow = i + 1 < turns.Length && results.Any() && turns[i + 1].Parts.Any(static part => part is Part.ToolResult);
            if (moreResultsFollow) continue;
            if (shown.Count > 0 || !results.Any()) WriteMessage(turns[i], shown);
            shown.Clear();
        }

        writer.WriteEndArray();
    }

    private void WriteMessage(Turn turn, List<Part> parts)
    {
        writer.WriteStartObject();
        writer.WriteString("role"u8, turn.Role switch
        {
            TurnRole.System => "system"u8,
            TurnRole.Developer => traits.IsOpenAi ? "developer"u8 : "system"u8,
            _ => "user"u8,
        });
        if (turn.Name is { } name) writer.WriteString("name"u8, name);
        WriteContent(parts);
        writer.WriteEndObject();
    }

    private void WriteResult(Part.ToolResult result)
    {
        writer.WriteStartObject();
        writer.WriteString("role"u8, "tool"u8);
        writer.WriteString("tool_call_id"u8, ids.ForResult(result.CallId));
        List<Part> texts = [.. result.ContentWithErrorPrefix.OfType<Part.Text>()];
        if (result.CacheControl is { } mark && texts.Count > 0) texts[^1] = texts[^1] with { CacheControl = mark };
        WriteContent(texts);
        writer.WriteEndObject();
    }

    private void WriteAssistant(Turn turn, bool isPrefix)
    {
        writer.WriteStartObject();
        writer.WriteString("role"u8, "assistant"u8);
        if (turn.Name is { } name) writer.WriteString("name"u8, name);
        WriteReasoning(turn.Parts);
        List<Part> content = [.. turn.Parts.Where(static part => part is Part.Text or Part.Refusal)];
        var calls = turn.Parts.OfType<Part.ToolCall>();
        if (content.Count == 0 && calls.Any()) writer.WriteNull("content"u8);
        else WriteContent(content);
        if (calls.Any())
        {
            writer.WriteStartArray("tool_calls"u8);
            var isFirst = true;
            foreach (var call in calls)
            {
                WriteCall(call, isFirst);
                isFirst = false;
            }

            writer.WriteEndArray();
        }

        if (isPrefix) writer.WriteBoolean("prefix"u8, true);
        writer.WriteEndObject();
    }

    private void WriteReasoning(ImmutableArray<Part> parts)
    {
        if (traits.TakesReasoningDetails && WriteDetails(parts)) return;
        if (traits.ReasoningField is not { } field || !EndpointRules.ReturnsReasoning(target.Endpoint)) return;
        JsonText[] texts = [.. parts.OfType<Part.Reasoning>().Select(static part => part.Value)
            .Where(static text => !text.IsEmpty)];
        if (texts.Length == 0) return;
        writer.WritePropertyName(field);
        JsonText.Join(texts).WriteTo(writer);
    }

    /// <summary>Writes OpenRouter's details of the reasoning, or those that replace a lost signature of Google.</summary>
    private bool WriteDetails(ImmutableArray<Part> parts)
    {
        var json = AnswerReasoning.DetailsIn(parts) is { } details ? ReasoningDetails.Read(details)
            : needsSignatures && parts.OfType<Part.ToolCall>().FirstOrDefault() is { } first
                ? ThoughtSignature.DetailsThatSkipValidation(ids.ForCall(first.Id, first.Name))
            : null;
        if (json is null) return false;
        writer.WritePropertyName("reasoning_details"u8);
        writer.WriteRawValue(json, skipInputValidation: true);
        return true;
    }

    private void WriteCall(Part.ToolCall call, bool isFirst)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, ids.ForCall(call.Id, call.Name));
        writer.WriteString("type"u8, "function"u8);
        writer.WriteStartObject("function"u8);
        writer.WriteString("name"u8, call.Name);
        writer.WritePropertyName("arguments"u8);
        if (call.Kind == ToolKind.Custom) CustomTool.AsArguments(call.Arguments).WriteAsText(writer);
        else call.Arguments.WriteAsText(writer);
        writer.WriteEndObject();
        if (traits.TakesThoughtSignatures) WriteSignature(call.Extra, isFirst);
        writer.WriteEndObject();
    }

    /// <summary>
    /// Writes the thought signature that Google requires on the first call of each step, or the value that replaces a lost one.
    /// </summary>
    private void WriteSignature(JsonElement? extra, bool isFirst)
    {
        if (extra is { } signature)
        {
            ChatRequestWriter.WriteRaw(writer, "extra_content", signature);
        }
        else if (needsSignatures && isFirst && !traits.TakesReasoningDetails)
        {
            writer.WritePropertyName("extra_content"u8);
            writer.WriteRawValue(ThoughtSignature.SkipValidation, skipInputValidation: true);
        }
    }

    /// <summary>Writes plain text as one string, which every provider accepts, and other content as parts.</summary>
    private void WriteContent(List<Part> parts)
    {
        if (parts.TrueForAll(static part => ChatPartWriter.TextOf(part) is not null && part.CacheControl is null))
        {
            writer.WritePropertyName("content"u8);
            if (parts.Count == 0) writer.WriteStringValue(""u8);
            else JsonText.Join([.. parts.Select(static part => ChatPartWriter.TextOf(part)!.Value)]).WriteTo(writer);
            return;
        }

        writer.WriteStartArray("content"u8);
        foreach (var part in parts) ChatPartWriter.Write(writer, part, traits, path);
        writer.WriteEndArray();
    }
}
