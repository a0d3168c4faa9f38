using System.Text.Json;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.Media;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Upstream;

/// <summary>Writes the parts of messages as content blocks.</summary>
/// <param name="writer">The writer of the body.</param>
/// <param name="ids">Maps tool call ids to ids that Anthropic accepts.</param>
internal sealed class MessagesPartWriter(Utf8JsonWriter writer, ToolCallIdMap ids)
{
    /// <summary>Writes the property <c>cache_control</c> into an open object.</summary>
    /// <param name="writer">The writer of the body.</param>
    /// <param name="marker">Its value; null if there is none.</param>
    public static void WriteMarker(Utf8JsonWriter writer, JsonElement? marker)
    {
        if (marker is not { } value) return;
        writer.WritePropertyName("cache_control");
        value.WriteTo(writer);
    }

    /// <summary>Writes the source of a document that is text.</summary>
    public static void WriteTextSource(Utf8JsonWriter writer, JsonText text)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "text");
        writer.WriteString("media_type", "text/plain");
        text.WriteTo(writer, "data"u8);
        writer.WriteEndObject();
    }

    public void Write(Part part, string path)
    {
        writer.WriteStartObject();
        switch (part)
        {
            case Part.Text text:
                WriteText(text.Value);
                break;
            case Part.Refusal refusal:
                WriteText(refusal.Value);
                break;
            case Part.Image image:
                writer.WriteString("type", "image");
                writer.WritePropertyName("source");
                WriteSource(image.Source);
                break;
            case Part.File file:
                WriteDocument(file, path);
                break;
            case Part.Reasoning { Signature: { } signature } reasoning:
                WriteThinking(reasoning.Value, signature);
                break;
            case Part.ToolCall call:
                WriteCall(call);
                break;
            case Part.ToolResult result:
                WriteResult(result);
                break;
            case Part.Audio:
                throw RequestFault.Unsupported(
                    $"'{path}' contains audio, which the selected model does not support. Send its transcript, or request a model with audio input.",
                    path);
            default:
                throw new InvalidOperationException($"A part of kind {part.GetType().Name} cannot be written as a block.");
        }

        if (part is not Part.Reasoning) WriteMarker(writer, part.CacheControl);
        writer.WriteEndObject();
    }

    private void WriteText(JsonText text)
    {
        writer.WriteString("type", "text");
        text.WriteTo(writer, "text"u8);
    }

    private void WriteThinking(JsonText text, ReasoningSignature signature)
    {
        if (signature.Kind == ReasoningSignatureKind.AnthropicRedacted)
        {
            writer.WriteString("type", "redacted_thinking");
            signature.Value.WriteTo(writer, "data"u8);
            return;
        }

        writer.WriteString("type", "thinking");
        text.WriteTo(writer, "thinking"u8);
        signature.Value.WriteTo(writer, "signature"u8);
    }

    private void WriteCall(Part.ToolCall call)
    {
        writer.WriteString("type", "tool_use");
        writer.WriteString("id", ids.ForCall(call.Id, call.Name));
        writer.WriteString("name", call.Name);
        writer.WritePropertyName("input");
        var arguments = call.Kind == ToolKind.Custom ? CustomTool.AsArguments(call.Arguments) : call.Arguments;
        arguments.WriteAsObject(writer);
    }

    private void WriteResult(Part.ToolResult result)
    {
        writer.WriteString("type", "tool_result");
        writer.WriteString("tool_use_id", ids.ForResult(result.CallId));
        var content = result.Content.RemoveAll(static part => part is Part.Text text && BlankText.IsBlank(text.Value));
        if (!content.IsEmpty)
        {
            writer.WriteStartArray("content");
            foreach (var part in content) Write(part, result.Path);
            writer.WriteEndArray();
        }

        if (result.IsError) writer.WriteBoolean("is_error", value: true);
    }

    private void WriteDocument(Part.File file, string path)
    {
        var text = TextFile.Read(file.Source);
        if (text is null && file.Source is { Data: not null, MediaType: { } type } && type != MediaTypes.Pdf)
            throw RequestFault.Unsupported(
                MediaTypes.IsText(type)
                    ? $"'{path}' contains a text file of type {type} that is not in UTF-8. Send it as text."
                    : $"'{path}' contains a file of type {type}; the selected model reads PDF and text. Send it as text.",
                path);
        writer.WriteString("type", "document");
        writer.WritePropertyName("source");
        if (text is { } content) WriteTextSource(writer, content);
        else WriteSource(file.Source);
        if (file.Name is { IsEmpty: false } name) name.WriteTo(writer, "title"u8);
    }

    private void WriteSource(ImageSource source)
    {
        writer.WriteStartObject();
        if (source.Url is { } url)
        {
            writer.WriteString("type", "url");
            url.WriteTo(writer, "url"u8);
        }
        else
        {
            writer.WriteString("type", "base64");
            writer.WriteString("media_type", source.MediaType);
            writer.WriteString("data"u8, source.Data!.Value.Utf8);
        }

        writer.WriteEndObject();
    }
}
