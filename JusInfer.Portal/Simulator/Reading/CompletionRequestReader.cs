using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;

namespace JusInfer.Portal.Simulator.Reading;

/// <summary>Reads a request's body and refuses what OpenAI would refuse.</summary>
internal static class CompletionRequestReader
{
    /// <summary>
    /// Reads the body into <paramref name="request"/>, or says in <paramref name="fault"/> why it cannot. The request's schemas belong to
    /// the returned document: dispose it after use.
    /// </summary>
    public static JsonDocument? Read(byte[] body, out CompletionRequest? request, out RequestRefusal? fault)
    {
        request = null;
        var document = BodyText.Parse(body, out fault);
        if (document is null) return null;
        if (document.RootElement.ValueKind is not JsonValueKind.Object)
        {
            fault = new RequestRefusal("The request's body must be a JSON object.", Code: "invalid_type");
            return document;
        }

        var faults = new FaultsFound();
        var read = Read(new ObjectFields(document.RootElement, "", faults), Convert.ToHexStringLower(SHA256.HashData(body)));
        fault = faults.First;
        if (fault is null) request = read;
        return document;
    }

    private static CompletionRequest Read(ObjectFields fields, string fingerprint)
    {
        var tools = ToolReader.Tools(fields);
        var (shape, schema) = Shape(fields);
        return new CompletionRequest
        {
            Model = fields.RequiredText("model"),
            Messages = MessageReader.Messages(fields),
            Tools = tools,
            ToolChoice = ToolReader.Choice(fields, tools),
            ParallelCalls = fields.Flag("parallel_tool_calls") ?? true,
            Stream = fields.Flag("stream") ?? false,
            IncludeUsage = IncludeUsage(fields),
            MaxTokens = fields.Whole("max_completion_tokens", 1, int.MaxValue) ?? fields.Whole("max_tokens", 1, int.MaxValue),
            Stop = Stop(fields),
            Choices = fields.Whole("n", 1, 128) ?? 1,
            Shape = shape,
            AnswerSchema = schema,
            ReasoningTokens = fields.Text("reasoning_effort") switch { "low" => 32, "medium" => 64, "high" or "xhigh" => 128, _ => 0 },
            Fingerprint = fingerprint,
        };
    }

    private static bool IncludeUsage(ObjectFields fields)
    {
        if (fields.Object("stream_options") is not { } options) return false;
        if (fields.Flag("stream") is not true)
            fields.Wrong("stream_options", "'stream_options' is allowed only where 'stream' is true.", "invalid_value");
        return options.Flag("include_usage") ?? false;
    }

    private static ImmutableArray<string> Stop(ObjectFields fields)
    {
        switch (fields.Get("stop"))
        {
            case null:
                return [];
            case { ValueKind: JsonValueKind.String } one:
                return OfSome([one.GetString() ?? ""]);
            case { ValueKind: JsonValueKind.Array } many when many.GetArrayLength() <= 4
                && many.EnumerateArray().All(static item => item.ValueKind is JsonValueKind.String):
                return OfSome(many.EnumerateArray().Select(static item => item.GetString() ?? ""));
            default:
                fields.Wrong("stop", "'stop' must be a string or an array of up to four strings.", "invalid_type");
                return [];
        }
    }

    private static ImmutableArray<string> OfSome(IEnumerable<string> texts) => [.. texts.Where(static text => text.Length > 0)];

    private static (AnswerShape Shape, JsonElement? Schema) Shape(ObjectFields fields)
    {
        if (fields.Object("response_format") is not { } format) return (AnswerShape.Text, null);
        switch (format.RequiredText("type"))
        {
            case "text":
                return (AnswerShape.Text, null);
            case "json_object":
                return (AnswerShape.JsonObject, null);
            case "json_schema":
                var schema = format.RequiredObject("json_schema");
                schema?.RequiredText("name");
                return (AnswerShape.JsonSchema, schema?.Object("schema")?.Value);
            default:
                format.Wrong("type", "'response_format.type' must be 'text', 'json_object' or 'json_schema'.", "invalid_value");
                return (AnswerShape.Text, null);
        }
    }
}
