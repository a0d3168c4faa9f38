using System.Collections.Immutable;
using System.Text.Json;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.Media;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;

/// <summary>Reads the content of messages and of tool outputs: a string or parts.</summary>
internal static class ResponsesContentReader
{
    private const string Types = "input_text, input_image, input_file or input_audio";

    public static void Read(JsonElement content, string path, ImmutableArray<Part>.Builder parts)
    {
        switch (content.ValueKind)
        {
            case JsonValueKind.Null or JsonValueKind.Undefined:
                return;
            case JsonValueKind.String:
                parts.Add(new Part.Text(JsonText.From(content)));
                return;
            case JsonValueKind.Array:
                var number = 0;
                foreach (var part in content.EnumerateArray()) parts.Add(ReadPart(part, $"{path}[{number++}]"));
                return;
            case JsonValueKind.Object:
                parts.Add(ReadPart(content, path));
                return;
            default:
                throw new RequestFault($"'{path}' must be a string or an array of content parts.", path);
        }
    }

    /// <summary>Reads one part: an object, or a string.</summary>
    public static Part ReadPart(JsonElement part, string path)
    {
        if (part.ValueKind == JsonValueKind.String) return new Part.Text(JsonText.From(part));
        if (part.ValueKind != JsonValueKind.Object) throw new RequestFault($"'{path}' must be an object.", path);
        return Fields.Text(part, "type") switch
        {
            "input_text" or "output_text" or "text" or "summary_text" or "reasoning_text" => new Part.Text(Required(part, "text", path)),
            "refusal" => new Part.Refusal(Required(part, "refusal", path)),
            "input_image" or "computer_screenshot" => ReadImage(part, path),
            "input_file" => ReadFile(part, path),
            "input_audio" => ReadAudio(part, path),
            { } type =>
                throw RequestFault.Unsupported(
                    $"'{path}.type' is '{Fields.Shorten(type)}', which is not supported. Send {Types}.",
                    $"{path}.type"),
            null => throw new RequestFault($"'{path}.type' is missing: {Types}.", $"{path}.type"),
        };
    }

    private static Part ReadImage(JsonElement part, string path)
    {
        if (Text(part, "image_url", path) is { } url) return MediaPart.OfUrl(url, isImage: true, detail: Fields.Text(part, "detail"));
        throw Fields.Text(part, "file_id") is null
            ? new RequestFault($"'{path}.image_url' is missing: send a URL or a data URI.", $"{path}.image_url")
            : FileUnavailable(path);
    }

    private static Part ReadFile(JsonElement part, string path)
    {
        var name = Fields.JsonText(part, "filename");
        if (Text(part, "file_url", path) is { } url) return MediaPart.OfUrl(url, isImage: false, name);
        if (Text(part, "file_data", path) is { } data) return MediaPart.OfFile(data, name);
        throw Fields.Text(part, "file_id") is null
            ? new RequestFault(
                $"'{path}.file_data' is missing: send the file as a data URI, or its URL as 'file_url'.", $"{path}.file_data")
            : FileUnavailable(path);
    }

    private static Part ReadAudio(JsonElement part, string path)
    {
        var audio = Fields.Object(part, "input_audio")
            ?? throw new RequestFault($"'{path}.input_audio' is missing.", $"{path}.input_audio");
        var data = Text(audio, "data", $"{path}.input_audio")
            ?? throw new RequestFault($"'{path}.input_audio.data' must be a string.", $"{path}.input_audio.data");
        return MediaPart.OfAudio(data, Fields.Text(audio, "format") ?? "wav");
    }

    /// <summary>A property that is a string; null if it is not.</summary>
    private static BodyValue? Text(JsonElement value, string name, string path) =>
        value.TryGetProperty(name, out var field) && field.ValueKind == JsonValueKind.String
            ? new BodyValue(field, $"{path}.{name}")
            : null;

    private static RequestFault FileUnavailable(string path) =>
        RequestFault.Unsupported(
            $"'{path}.file_id' refers to a file that is stored at OpenAI, and another provider serves the selected model. Send the content.",
            $"{path}.file_id");

    private static JsonText Required(JsonElement part, string name, string path) =>
        Fields.JsonText(part, name) ?? throw new RequestFault($"'{path}.{name}' must be a string.", $"{path}.{name}");
}
