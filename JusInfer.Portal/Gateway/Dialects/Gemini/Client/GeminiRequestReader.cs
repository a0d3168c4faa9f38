using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Dialects.Gemini.Client;

/// <summary>
/// Reads the fields of a request that the gateway acts on, in one pass. Safety settings and labels are ignored: no provider can honor them.
/// </summary>
internal struct GeminiRequestReader
{
    private bool hasTools;
    private bool hasFormat;
    private bool hasSchema;
    private bool wantsEnum;
    private bool includesThoughts;
    private int? maxTokens;
    private GeminiContentsReader contents;
    private long otherBytes;

    /// <param name="body">The request's body.</param>
    /// <param name="model">The model in its path.</param>
    public static Result<GeminiRequest, GatewayError> Read(ReadOnlySpan<byte> body, string model) =>
        RequestParser.Parse(body, "'contents'", (ref JsonCursor json) => Read(ref json, forCount: false).Request(model));

    /// <summary>Reads a request that counts tokens: contents, or a complete request in a field.</summary>
    public static Result<GeminiRequest, GatewayError> ReadForCount(ReadOnlySpan<byte> body, string model) =>
        RequestParser.Parse(body, "'contents'", (ref JsonCursor json) => Read(ref json, forCount: true).Request(model));

    private static GeminiRequestReader Read(ref JsonCursor json, bool forCount)
    {
        var reader = default(GeminiRequestReader);
        reader.ReadProperties(ref json, forCount);
        return reader;
    }

    private readonly GeminiRequest Request(string model)
    {
        if (contents.Count == 0)
        {
            throw new RequestFault(
                "The field 'contents' is missing or empty: send the conversation as an array of contents with a role and parts.", "contents");
        }

        if (wantsEnum && !hasSchema)
        {
            throw new RequestFault(
                $"'generationConfig.responseMimeType' is {GeminiEnum.MimeType}, which requires 'generationConfig.responseSchema': a "
                + "schema of type STRING with an enum.",
                "generationConfig.responseSchema");
        }

        var needs = contents.Needs
            | (hasTools ? Capabilities.Tools : Capabilities.None)
            | (hasSchema ? Capabilities.JsonSchema : hasFormat ? Capabilities.JsonObject : Capabilities.None);
        return new GeminiRequest
        {
            Model = model,
            WantsUsage = true,
            IncludesThoughts = includesThoughts,
            WantsEnum = wantsEnum,
            Attachments = contents.Attachments,
            Features = new RequestFeatures
            {
                RequiredCapabilities = needs,
                InputTokens = TokenEstimate.Of(contents.Bytes + otherBytes, contents.Attachments),
                MaxOutputTokens = maxTokens,
                MessageCount = contents.Count,
                LastMessageRole = contents.LastTurn,
                LastMessageBytes = contents.LastTurnBytes,
            },
        };
    }

    private void ReadProperties(ref JsonCursor json, bool forCount)
    {
        var fields = new RootFields(stackalloc ulong[RootFields.UsualCount]);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            fields.Add(json.ValueSpan);
            if (json.ValueTextEquals("contents"u8)) contents.Read(ref json);
            else if (Is(ref json, "systemInstruction"u8, "system_instruction"u8)) otherBytes += Skip(ref json);
            else if (json.ValueTextEquals("tools"u8)) ReadTools(ref json);
            else if (Is(ref json, "generationConfig"u8, "generation_config"u8)) ReadConfig(ref json);
            else if (Is(ref json, "cachedContent"u8, "cached_content"u8)) RejectCachedContent(ref json);
            else if (forCount && Is(ref json, "generateContentRequest"u8, "generate_content_request"u8)) ReadNested(ref json);
            else json.Skip();
        }
    }

    private void ReadNested(ref JsonCursor json)
    {
        if (StartsObject(ref json, "generateContentRequest")) ReadProperties(ref json, forCount: false);
    }

    private void ReadTools(ref JsonCursor json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null) return;
        var start = json.TokenStartIndex;
        if (json.TokenType == JsonTokenType.StartObject) ReadTool(ref json);
        else ReadToolList(ref json);
        otherBytes += json.BytesConsumed - start;
    }

    private void ReadToolList(ref JsonCursor json)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            throw new RequestFault(
                $"The field 'tools' must be an array of tools, or one tool, but is {GeminiScalars.Describe(ref json)}.", "tools");
        }

        for (var index = 0; json.Read() && json.TokenType != JsonTokenType.EndArray; index++)
        {
            if (json.TokenType != JsonTokenType.StartObject)
                throw new RequestFault($"'tools[{index}]' must be an object.", $"tools[{index}]");
            ReadTool(ref json);
        }
    }

    private void ReadTool(ref JsonCursor json)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            hasTools |= Is(ref json, "functionDeclarations"u8, "function_declarations"u8);
            json.Skip();
        }
    }

    private void ReadConfig(ref JsonCursor json)
    {
        if (!StartsObject(ref json, "generationConfig")) return;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (Is(ref json, "maxOutputTokens"u8, "max_output_tokens"u8)) ReadMaxTokens(ref json);
            else if (Is(ref json, "candidateCount"u8, "candidate_count"u8)) RejectSeveral(ref json);
            else if (Is(ref json, "responseMimeType"u8, "response_mime_type"u8)) ReadMimeType(ref json);
            else if (Is(ref json, "responseSchema"u8, "response_schema"u8) || Is(ref json, "responseJsonSchema"u8, "response_json_schema"u8))
                hasSchema |= !IsNull(ref json);
            else if (Is(ref json, "responseModalities"u8, "response_modalities"u8)) RejectMedia(ref json);
            else if (Is(ref json, "responseLogprobs"u8, "response_logprobs"u8)) RejectLogprobs(ref json);
            else if (Is(ref json, "thinkingConfig"u8, "thinking_config"u8)) ReadThinking(ref json);
            else json.Skip();
        }
    }

    /// <summary>Of both spellings, the larger limit applies.</summary>
    private void ReadMaxTokens(ref JsonCursor json)
    {
        if (GeminiScalars.ReadCount(ref json, "generationConfig.maxOutputTokens") is { } count) maxTokens = Math.Max(maxTokens ?? 0, count);
    }

    private void ReadMimeType(ref JsonCursor json)
    {
        var type = RequestFields.ReadText(ref json);
        (hasFormat, wantsEnum) = (type == "application/json", type == GeminiEnum.MimeType);
    }

    private void ReadThinking(ref JsonCursor json)
    {
        if (!StartsObject(ref json, "generationConfig.thinkingConfig")) return;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (Is(ref json, "includeThoughts"u8, "include_thoughts"u8))
                includesThoughts = GeminiScalars.ReadFlag(ref json, "generationConfig.thinkingConfig.includeThoughts");
            else json.Skip();
        }
    }

    private static void RejectCachedContent(ref JsonCursor json)
    {
        if (string.IsNullOrEmpty(RequestFields.ReadText(ref json))) return;
        throw RequestFault.Unsupported(
            "'cachedContent' names a cache in a Google account, which this gateway cannot read. Send the contents; providers cache prefixes "
            + "automatically.",
            "cachedContent");
    }

    private static void RejectSeveral(ref JsonCursor json)
    {
        if (GeminiScalars.ReadCount(ref json, "generationConfig.candidateCount") is not > 1) return;
        throw RequestFault.Unsupported(
            "'generationConfig.candidateCount' must be 1: there is one candidate per call. Make several calls.", "generationConfig.candidateCount");
    }

    private static void RejectLogprobs(ref JsonCursor json)
    {
        if (!GeminiScalars.ReadFlag(ref json, "generationConfig.responseLogprobs")) return;
        throw RequestFault.Unsupported(
            "'generationConfig.responseLogprobs' is not available in this dialect. Leave it out, or call /v1/chat/completions.",
            "generationConfig.responseLogprobs");
    }

    /// <summary>Accepts no other modality than text, in a list or alone.</summary>
    private static void RejectMedia(ref JsonCursor json)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartArray)
        {
            RejectModality(ref json);
            return;
        }

        while (json.Read() && json.TokenType != JsonTokenType.EndArray) RejectModality(ref json);
    }

    private static void RejectModality(ref JsonCursor json)
    {
        if (!IsText(ref json))
        {
            throw RequestFault.Unsupported(
                $"'generationConfig.responseModalities' must be TEXT, but has {GeminiScalars.Describe(ref json)}: this gateway has no "
                + "price for other modalities.",
                "generationConfig.responseModalities");
        }

        json.Skip();
    }

    /// <summary>Whether a modality is text or unspecified: by its name in any case, as in Google's examples, or by its number.</summary>
    private static bool IsText(ref JsonCursor json) => json.TokenType switch
    {
        JsonTokenType.String => json.GetString()!.ToUpperInvariant() is "TEXT" or "MODALITY_UNSPECIFIED" or "0" or "1",
        JsonTokenType.Number => json.TryGetInt32(out var number) && number is 0 or 1,
        JsonTokenType.StartObject or JsonTokenType.StartArray => false,
        _ => true,
    };

    /// <summary>Moves to the value of a property. False if the value is null.</summary>
    private static bool StartsObject(ref JsonCursor json, string path)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null) return false;
        return json.TokenType == JsonTokenType.StartObject ? true : throw new RequestFault($"The field '{path}' must be an object.", path);
    }

    private static bool IsNull(ref JsonCursor json)
    {
        json.Read();
        var isNull = json.TokenType == JsonTokenType.Null;
        json.Skip();
        return isNull;
    }

    private static bool Is(ref JsonCursor json, ReadOnlySpan<byte> name, ReadOnlySpan<byte> snakeCaseName) =>
        json.ValueTextEquals(name) || json.ValueTextEquals(snakeCaseName);

    /// <returns>The size of the skipped value in bytes.</returns>
    private static int Skip(ref JsonCursor json)
    {
        var start = json.BytesConsumed;
        json.Skip();
        return json.BytesConsumed - start;
    }
}
