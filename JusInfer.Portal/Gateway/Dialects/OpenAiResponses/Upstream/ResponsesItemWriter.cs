using System.Collections.Immutable;
using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Upstream;

/// <summary>Writes turns as items: messages, calls and their outputs, and reasoning with a signature of this dialect.</summary>
internal sealed class ResponsesItemWriter(Utf8JsonWriter writer)
{
    private readonly ToolCallIdMap ids = new(ToolCallIdRule.OpenAiResponses);
    private readonly HashSet<string> customCalls = new(StringComparer.Ordinal);

    /// <summary>The role of the open message; null between messages.</summary>
    private TurnRole? open;

    public void Write(ImmutableArray<Turn> turns)
    {
        foreach (var turn in turns)
        {
            foreach (var part in turn.Parts) Write(turn.Role, part);
            CloseMessage();
        }

        // A request needs at least one item, and an empty message counts as none.
        if (turns.All(static turn => turn.Parts.IsEmpty)) Write(turns[^1].Role, new Part.Text(JsonText.Empty));
        CloseMessage();
    }

    private void Write(TurnRole role, Part part)
    {
        switch (part)
        {
            case Part.Reasoning { Signature: { Kind: ReasoningSignatureKind.ResponsesEncrypted } signature } reasoning:
                CloseMessage();
                WriteReasoning(reasoning.Value, signature);
                break;
            case Part.Reasoning:
                // Another provider's reasoning cannot be sent.
                break;
            case Part.ToolCall call:
                CloseMessage();
                WriteCall(call);
                break;
            case Part.ToolResult result:
                CloseMessage();
                WriteResult(result);
                break;
            default:
                OpenMessage(role);
                ResponsesPartWriter.Write(writer, role, part);
                break;
        }
    }

    private void WriteReasoning(JsonText text, ReasoningSignature signature)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "reasoning");
        if (signature.ItemId is { } id) writer.WriteString("id", id);
        writer.WriteStartArray("summary");
        if (!text.IsEmpty)
        {
            writer.WriteStartObject();
            writer.WriteString("type", "summary_text");
            text.WriteTo(writer, "text"u8);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        signature.Value.WriteTo(writer, "encrypted_content"u8);
        writer.WriteEndObject();
    }

    private void WriteCall(Part.ToolCall call)
    {
        var id = ids.ForCall(call.Id, call.Name);
        var isCustom = call.Kind == ToolKind.Custom;
        if (isCustom) customCalls.Add(id);
        writer.WriteStartObject();
        writer.WriteString("type", isCustom ? "custom_tool_call" : "function_call");
        writer.WriteString("call_id", id);
        writer.WriteString("name", call.Name);
        if (isCustom)
        {
            writer.WriteString("input", call.Arguments.Decode());
        }
        else
        {
            writer.WritePropertyName("arguments");
            call.Arguments.WriteAsText(writer);
        }

        writer.WriteEndObject();
    }

    private void WriteResult(Part.ToolResult result)
    {
        var id = ids.ForResult(result.CallId);
        writer.WriteStartObject();
        writer.WriteString("type", customCalls.Contains(id) ? "custom_tool_call_output" : "function_call_output");
        writer.WriteString("call_id", id);
        writer.WritePropertyName("output");
        var content = result.ContentWithErrorPrefix;
        if (content is [Part.Text only])
        {
            only.Value.WriteTo(writer);
        }
        else if (content.IsEmpty)
        {
            writer.WriteStringValue("");
        }
        else
        {
            writer.WriteStartArray();
            foreach (var part in content) ResponsesPartWriter.Write(writer, TurnRole.User, part);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private void OpenMessage(TurnRole role)
    {
        if (open == role) return;
        CloseMessage();
        open = role;
        writer.WriteStartObject();
        writer.WriteString("type", "message");
        writer.WriteString("role", role switch
        {
            TurnRole.System => "system",
            TurnRole.Developer => "developer",
            TurnRole.Assistant => "assistant",
            _ => "user",
        });
        writer.WriteStartArray("content");
    }

    private void CloseMessage()
    {
        if (open is null) return;
        open = null;
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
