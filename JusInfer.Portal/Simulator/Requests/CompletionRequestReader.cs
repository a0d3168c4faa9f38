using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;

namespace JusInfer.Portal.Simulator.Requests;

/// <summary>Reads the body of a chat completion request and rejects what OpenAI would reject.</summary>
internal static class CompletionRequestReader
{
    /// <summary>
    /// Reads the body into <paramref name="request"/>, or sets <paramref name="error"/> if the body is invalid. The request's schemas
    /// belong to the returned document: dispose it after use.
    /// </summary>
    public static JsonDocument? Read(byte[] body, out CompletionRequest? request, out SimulatorError? error)
    {
        request = null;
        var document = SimulatedRequestBody.Parse(body, out error);
        if (document is null) return null;
        if (document.RootElement.ValueKind is not JsonValueKind.Object)
        {
            error = new SimulatorError("The request's body must be a JSON object.", Code: "invalid_type");
            return document;
        }

        var errors = new RequestErrors();
        var read = Read(new ObjectFields(document.RootElement, "", errors), Convert.ToHexStringLower(SHA256.HashData(body)));
        error = errors.First;
        if (error is null) request = read;
        return document;
    }

    private static CompletionRequest Read(ObjectFields fields, string fingerprint)
    {
        var tools = ToolReader.ReadTools(fields);
        var (format, schema) = ReadResponseFormat(fields);
        return new CompletionRequest
        {
            Model = fields.RequiredString("model"),
            Messages = MessageReader.Read(fields),
            Tools = tools,
            ToolChoice = ToolReader.ReadChoice(fields, tools),
            ParallelToolCalls = fields.Boolean("parallel_tool_calls") ?? true,
            Stream = fields.Boolean("stream") ?? false,
            IncludeUsage = IncludeUsage(fields),
            MaxTokens = fields.Integer("max_completion_tokens", 1, int.MaxValue) ?? fields.Integer("max_tokens", 1, int.MaxValue),
            Stop = ReadStop(fields),
            Choices = fields.Integer("n", 1, 128) ?? 1,
            ResponseFormat = format,
            ResponseSchema = schema,
            ReasoningTokens = fields.String("reasoning_effort") switch { "low" => 32, "medium" => 64, "high" or "xhigh" => 128, _ => 0 },
            Fingerprint = fingerprint,
        };
    }

    private static bool IncludeUsage(ObjectFields fields)
    {
        if (fields.Object("stream_options") is not { } options) return false;
        if (fields.Boolean("stream") is not true)
            fields.AddError("stream_options", "'stream_options' is allowed only if 'stream' is true.", "invalid_value");
        return options.Boolean("include_usage") ?? false;
    }

    private static ImmutableArray<string> ReadStop(ObjectFields fields)
    {
        switch (fields.Get("stop"))
        {
            case null:
                return [];
            case { ValueKind: JsonValueKind.String } one:
                return WithoutEmpty([one.GetString() ?? ""]);
            case { ValueKind: JsonValueKind.Array } many when many.GetArrayLength() <= 4
                && many.EnumerateArray().All(static item => item.ValueKind is JsonValueKind.String):
                return WithoutEmpty(many.EnumerateArray().Select(static item => item.GetString() ?? ""));
            default:
                fields.AddError("stop", "'stop' must be a string or an array of up to four strings.", "invalid_type");
                return [];
        }
    }

    private static ImmutableArray<string> WithoutEmpty(IEnumerable<string> values) => [.. values.Where(static value => value.Length > 0)];

    private static (ResponseFormat Format, JsonElement? Schema) ReadResponseFormat(ObjectFields fields)
    {
        if (fields.Object("response_format") is not { } format) return (ResponseFormat.Text, null);
        switch (format.RequiredString("type"))
        {
            case "text":
                return (ResponseFormat.Text, null);
            case "json_object":
                return (ResponseFormat.JsonObject, null);
            case "json_schema":
                var schema = format.RequiredObject("json_schema");
                schema?.RequiredString("name");
                return (ResponseFormat.JsonSchema, schema?.Object("schema")?.Value);
            default:
                format.AddError("type", "'response_format.type' must be 'text', 'json_object' or 'json_schema'.", "invalid_value");
                return (ResponseFormat.Text, null);
        }
    }
}
