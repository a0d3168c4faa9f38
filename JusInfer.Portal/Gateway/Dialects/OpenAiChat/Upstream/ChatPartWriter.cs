using System.Text.Json;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Rules;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.Media;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Upstream;

/// <summary>Writes the parts of messages.</summary>
internal static class ChatPartWriter
{
    /// <param name="writer">The writer of the body.</param>
    /// <param name="part">The part; reasoning, calls and results are no part of a content, and not written.</param>
    /// <param name="rules">What the endpoint accepts.</param>
    /// <param name="path">The path of the turn, for errors.</param>
    public static void Write(Utf8JsonWriter writer, Part part, EndpointRules rules, string path)
    {
        if (part is Part.Reasoning or Part.ToolCall or Part.ToolResult) return;
        writer.WriteStartObject();
        switch (part)
        {
            case Part.Image image:
                WriteImage(writer, image);
                break;
            case Part.File file:
                WriteFile(writer, file, rules, path);
                break;
            case Part.Audio audio:
                writer.WriteString("type"u8, "input_audio"u8);
                writer.WriteStartObject("input_audio"u8);
                writer.WriteString("data"u8, audio.Data.Utf8);
                writer.WriteString("format"u8, audio.Format);
                writer.WriteEndObject();
                break;
            default:
                WriteText(writer, TextOf(part) ?? JsonText.Empty);
                break;
        }

        if (part.CacheControl is { } mark) ChatRequestWriter.WriteRaw(writer, "cache_control", mark);
        writer.WriteEndObject();
    }

    /// <summary>The text of a part; a refusal counts as text. Null for other parts.</summary>
    public static JsonText? TextOf(Part part) => part switch
    {
        Part.Text text => text.Value,
        Part.Refusal refusal => refusal.Value,
        _ => null,
    };

    private static void WriteText(Utf8JsonWriter writer, JsonText text)
    {
        writer.WriteString("type"u8, "text"u8);
        text.WriteTo(writer, "text"u8);
    }

    private static void WriteImage(Utf8JsonWriter writer, Part.Image image)
    {
        writer.WriteString("type"u8, "image_url"u8);
        writer.WriteStartObject("image_url"u8);
        image.Source.WriteUrl(writer, "url"u8);
        if (image.Detail is { } detail) writer.WriteString("detail"u8, detail);
        writer.WriteEndObject();
    }

    /// <summary>Writes a text file as text, because OpenAI and most engines read only PDF, and any other file as it is.</summary>
    private static void WriteFile(Utf8JsonWriter writer, Part.File file, EndpointRules rules, string path)
    {
        if (TextFile.Read(file.Source) is { } text)
        {
            WriteText(writer, file.Name is { IsEmpty: false } name ? JsonText.Join([name, text]) : text);
            return;
        }

        if (file.Source.Url is not null && rules.IsOpenAi)
            throw RequestFault.Unsupported(
                $"'{path}' refers to a file by URL, which the provider of the selected model does not fetch. Send it as base64.", path);
        writer.WriteString("type"u8, "file"u8);
        writer.WriteStartObject("file"u8);
        file.NameOrDefault.WriteTo(writer, "filename"u8);
        file.Source.WriteUrl(writer, "file_data"u8);
        writer.WriteEndObject();
    }
}
