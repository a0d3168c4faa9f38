using System.Text.Json;

namespace JusInfer.Portal.Tests.TestKit.Upstreams.Billing;

/// <summary>Counts the tokens of a prompt in any dialect.</summary>
internal sealed class BilledPrompt(BilledFamily family)
{
    /// <summary>What a chat template adds to a message.</summary>
    private const int PerMessage = 4;

    private static readonly string[] PromptFields =
    [
        "system", "instructions", "tools", "functions", "messages", "input", "prompt",
    ];

    public long Tokens { get; private set; }

    /// <summary>The tokens up to the last cache marker, and whether it asks for an hour; 0 if there is none.</summary>
    public (long Tokens, bool ForAnHour) Marked { get; private set; }

    public static BilledPrompt Of(BilledFamily family, JsonElement body)
    {
        var prompt = new BilledPrompt(family);
        foreach (var name in PromptFields)
        {
            if (RequestFieldValues.Last(body, name) is { } value) prompt.Add(value);
        }

        foreach (var field in body.EnumerateObject())
        {
            if (!PromptFields.Contains(field.Name, StringComparer.OrdinalIgnoreCase)) prompt.AddMedia(field.Value);
        }

        return prompt;
    }

    /// <summary>Adds the media of a field that is no part of the prompt in its dialect.</summary>
    private void AddMedia(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String) Tokens += BilledMedia.OfAny(family, value.GetString()!) ?? 0;
        else if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray()) AddMedia(item);
        }
    }

    private void Add(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                Tokens += BilledMedia.OfAny(family, value.GetString()!) ?? BilledText.TokensOf(value.GetString()!);
                break;
            case JsonValueKind.Number:
                Tokens++;
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray()) Add(item);
                break;
            case JsonValueKind.Object:
                AddObject(value);
                break;
            default:
                break;
        }
    }

    private void AddObject(JsonElement value)
    {
        if (MediaTokens(value) is { } media)
        {
            Tokens += media;
        }
        else
        {
            if (value.TryGetProperty("role", out _)) Tokens += PerMessage;
            foreach (var property in value.EnumerateObject())
            {
                if (!IsNoText(property.Name)) Add(property.Value);
            }
        }

        if (value.TryGetProperty("cache_control", out var marker) && marker.ValueKind == JsonValueKind.Object)
            Marked = (Tokens, marker.TryGetProperty("ttl", out var ttl) && ttl.GetString() == "1h");
    }

    private static bool IsNoText(string name) =>
        name is "type" or "role" or "id" or "cache_control" or "tool_call_id" or "tool_use_id" or "call_id" or "signature";

    private long? MediaTokens(JsonElement part)
    {
        var type = part.TryGetProperty("type", out var given) && given.ValueKind == JsonValueKind.String ? given.GetString() : null;
        return type switch
        {
            "image_url" => BilledMedia.OfImage(family, TextOf(part.GetProperty("image_url"), "url")),
            "input_image" => BilledMedia.OfImage(family, part.GetProperty("image_url").GetString()!),
            "image" => BilledMedia.OfImage(family, SourceOf(part)),
            "file" => BilledMedia.OfDocument(family, TextOf(part.GetProperty("file"), "file_data")),
            "input_file" => BilledMedia.OfDocument(family, part.GetProperty("file_data").GetString()!),
            "document" when !part.GetProperty("source").TryGetProperty("content", out _) => BilledMedia.OfDocument(family, SourceOf(part)),
            "input_audio" => BilledMedia.OfRecording(part.GetProperty("input_audio").GetProperty("data").GetString()!, isVideo: false),
            "video_url" => BilledMedia.OfRecording(TextOf(part.GetProperty("video_url"), "url").Split("base64,")[^1], isVideo: true),
            _ => null,
        };
    }

    private static string SourceOf(JsonElement part)
    {
        var source = part.GetProperty("source");
        return (source.TryGetProperty("data", out var data) ? data : source.GetProperty("url")).GetString()!;
    }

    private static string TextOf(JsonElement value, string property) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetProperty(property).GetString()!;
}
