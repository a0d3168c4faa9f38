using System.Text.Json;
using System.Text.Json.Nodes;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Components.Developer.Playground;

/// <summary>A file that is sent with the message.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="ContentType">The media type of an image or a PDF; null for text.</param>
/// <param name="Content">The bytes of an image or a PDF in base64, or the text.</param>
/// <param name="Bytes">The size of the file.</param>
internal sealed record PlaygroundFile(string Name, string? ContentType, string Content, long Bytes)
{
    public const string Pdf = "application/pdf";

    public bool IsText => ContentType is null;

    /// <summary>When the file was last changed, as the browser says. With name and size, it identifies the file.</summary>
    public DateTimeOffset LastModified { get; init; }
}

/// <summary>What the form of the playground contains, and the body of the request that it makes of it.</summary>
internal sealed class PlaygroundInput
{
    /// <summary>Characters. A message of SignalR has at most 32 KB; longer texts are attached as files.</summary>
    public const int MaxChars = 8_000;

    /// <summary>As the gateway: which of two values of a repeated property applies is not defined.</summary>
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public string Prompt { get; set; } = "";

    public string System { get; set; } = "";

    public string Tools { get; set; } = "";

    public string Schema { get; set; } = "";

    public string MaxTokens { get; set; } = "";

    public List<PlaygroundFile> Files { get; } = [];

    /// <summary>Checks the form.</summary>
    /// <returns>The request without its model; null if there are errors.</returns>
    public JsonObject? Read(ValidationErrors errors)
    {
        if (string.IsNullOrWhiteSpace(Prompt)) errors.Add("prompt", "Write a message.");
        var tools = ReadTools(errors);
        var schema = ReadSchema(errors);
        var maxTokens = NumberParser.ParseInteger(MaxTokens, "max_tokens", errors);
        if (maxTokens is < 1) errors.Add("max_tokens", "max_tokens must be 1 or more.");
        if (errors.Any) return null;

        var messages = new JsonArray();
        if (!string.IsNullOrWhiteSpace(System)) messages.Add(new JsonObject { ["role"] = "system", ["content"] = System });
        messages.Add(new JsonObject { ["role"] = "user", ["content"] = ContentOf() });
        var request = new JsonObject { ["messages"] = messages, ["stream"] = true, ["stream_options"] = new JsonObject { ["include_usage"] = true } };
        if (maxTokens is { } limit) request["max_tokens"] = limit;
        if (tools is not null) request["tools"] = tools;
        if (schema is not null)
            request["response_format"] = new JsonObject { ["type"] = "json_schema", ["json_schema"] = new JsonObject { ["name"] = "answer", ["strict"] = true, ["schema"] = schema } };
        return request;
    }

    /// <summary>A text, or with images or PDFs a list of parts. Text files are parts of the text.</summary>
    private JsonNode ContentOf()
    {
        var text = string.Concat(Files.Where(static file => file.IsText).Select(static file => $"File {file.Name}:\n\n{file.Content}\n\n").Append(Prompt));
        if (Files.TrueForAll(static file => file.IsText)) return text;
        var parts = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = text });
        foreach (var file in Files.Where(static file => !file.IsText)) parts.Add(PartOf(file));
        return parts;
    }

    private static JsonObject PartOf(PlaygroundFile file)
    {
        var uri = $"data:{file.ContentType};base64,{file.Content}";
        return file.ContentType == PlaygroundFile.Pdf
            ? new JsonObject { ["type"] = "file", ["file"] = new JsonObject { ["filename"] = file.Name, ["file_data"] = uri } }
            : new JsonObject { ["type"] = "image_url", ["image_url"] = new JsonObject { ["url"] = uri } };
    }

    private JsonArray? ReadTools(ValidationErrors errors)
    {
        if (string.IsNullOrWhiteSpace(Tools)) return null;
        switch (Parse(Tools))
        {
            case JsonArray { Count: > 0 } list when list.All(static tool => tool is JsonObject entry && entry["function"] is JsonObject): return list;
            case JsonObject one when one["function"] is JsonObject: return [one];
            default:
                errors.Add("tools", """Tools must be a JSON array such as [{"type": "function", "function": {"name": "get_weather", "parameters": {"type": "object"}}}]. No property may occur twice in an object.""");
                return null;
        }
    }

    private JsonObject? ReadSchema(ValidationErrors errors)
    {
        if (string.IsNullOrWhiteSpace(Schema)) return null;
        if (Parse(Schema) is JsonObject schema) return schema;
        errors.Add("schema", """The schema must be a JSON object such as {"type": "object", "properties": {"city": {"type": "string"}}}. No property may occur twice in an object.""");
        return null;
    }

    /// <returns>Null if the text is not JSON that can be sent.</returns>
    private static JsonNode? Parse(string text)
    {
        try
        {
            var node = JsonNode.Parse(text, documentOptions: Strict);

            // A string with an unpaired surrogate is decoded only when it is written.
            _ = node?.ToJsonString();
            return node;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }
}
