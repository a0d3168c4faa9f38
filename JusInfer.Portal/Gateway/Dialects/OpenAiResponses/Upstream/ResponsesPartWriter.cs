using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Upstream;

/// <summary>Writes the parts of messages and of tool outputs.</summary>
internal static class ResponsesPartWriter
{
    public static void Write(Utf8JsonWriter writer, TurnRole role, Part part)
    {
        if (part is Part.Image or Part.File or Part.Audio && role == TurnRole.Assistant) return;
        writer.WriteStartObject();
        switch (part)
        {
            case Part.Text text:
                writer.WriteString("type", role == TurnRole.Assistant ? "output_text" : "input_text");
                text.Value.WriteTo(writer, "text"u8);
                break;
            case Part.Refusal refusal:
                writer.WriteString("type", role == TurnRole.Assistant ? "refusal" : "input_text");
                refusal.Value.WriteTo(writer, role == TurnRole.Assistant ? "refusal"u8 : "text"u8);
                break;
            case Part.Image image:
                writer.WriteString("type", "input_image");
                image.Source.WriteUrl(writer, "image_url"u8);
                writer.WriteString("detail", image.Detail ?? "auto");
                break;
            case Part.File file:
                writer.WriteString("type", "input_file");
                WriteFile(writer, file);
                break;
            case Part.Audio audio:
                writer.WriteString("type", "input_audio");
                writer.WriteStartObject("input_audio");
                writer.WriteString("data"u8, audio.Data.Utf8);
                writer.WriteString("format", audio.Format);
                writer.WriteEndObject();
                break;
            default:
                throw new InvalidOperationException($"A part of kind {part.GetType().Name} cannot be written in a message.");
        }

        writer.WriteEndObject();
    }

    /// <summary>The dialect has PDF and text files (pydantic/pydantic-ai#4445).</summary>
    private static void WriteFile(Utf8JsonWriter writer, Part.File file)
    {
        if (file.Source.Url is not null)
        {
            file.Source.WriteUrl(writer, "file_url"u8);
            return;
        }

        file.NameOrDefault.WriteTo(writer, "filename"u8);
        file.Source.WriteUrl(writer, "file_data"u8);
    }
}
