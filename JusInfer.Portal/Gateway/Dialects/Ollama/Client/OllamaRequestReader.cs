using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Dialects.Ollama.Client;

/// <summary>
/// Reads the fields of a request that the gateway acts on, in one pass: of a chat, which has messages, or of a generation, which has a
/// prompt.
/// </summary>
internal struct OllamaRequestReader
{
    private string? model;
    private bool isWhole;
    private AttributionFields names;
    private Capabilities needs;
    private int? maxTokens;
    private OllamaMessagesReader messages;
    private OllamaImages images;
    private long promptBytes;
    private bool hasPrompt;
    private long otherBytes;

    public static Result<OllamaRequest, GatewayError> ReadChat(ReadOnlySpan<byte> body) =>
        RequestParser.Parse(body, "'model' and 'messages'", static (ref JsonCursor json) => Read(ref json).Chat());

    public static Result<OllamaRequest, GatewayError> ReadGenerate(ReadOnlySpan<byte> body) =>
        RequestParser.Parse(body, "'model' and 'prompt'", static (ref JsonCursor json) => Read(ref json).Generation());

    private static OllamaRequestReader Read(ref JsonCursor json)
    {
        var reader = default(OllamaRequestReader);
        var fields = new RootFields(stackalloc ulong[RootFields.UsualCount]);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            fields.Add(json.ValueSpan);
            reader.ReadProperty(ref json);
        }

        return reader;
    }

    private readonly OllamaRequest Chat()
    {
        if (messages.Count == 0)
        {
            throw new RequestFault(
                "The field 'messages' is missing or empty: send the conversation as an array of messages. Models need not be loaded first.",
                "messages");
        }

        return Request(new RequestFeatures
        {
            RequiredCapabilities = needs | messages.Images.Needs,
            InputTokens = TokenEstimate.Of(messages.Bytes + otherBytes, messages.Images.Attachments),
            MaxOutputTokens = maxTokens,
            MessageCount = messages.Count,
            LastMessageRole = messages.LastTurn,
            LastMessageBytes = messages.LastTurnBytes,
        });
    }

    private readonly OllamaRequest Generation()
    {
        if (!hasPrompt)
        {
            throw new RequestFault(
                "The field 'prompt' is missing or empty: send the text to answer. Models need not be loaded first.", "prompt");
        }

        return Request(new RequestFeatures
        {
            RequiredCapabilities = needs | images.Needs,
            InputTokens = TokenEstimate.Of(promptBytes + otherBytes, images.Attachments),
            MaxOutputTokens = maxTokens,
            MessageCount = 1,
            LastMessageRole = LastMessageRole.User,
            LastMessageBytes = (int)promptBytes,
        });
    }

    private readonly OllamaRequest Request(RequestFeatures features) => new()
    {
        Model = OllamaModelName.WithoutDefaultTag(model ?? throw RequestFields.ModelMissing),
        Stream = !isWhole,
        WantsUsage = true,
        Attachments = Attachments.Sum(messages.Images.Attachments, images.Attachments),
        User = names.User,
        Session = names.Session,
        Features = features,
    };

    private void ReadProperty(ref JsonCursor json)
    {
        if (json.ValueTextEquals("model"u8)) model = RequestFields.ReadModel(ref json).Name;
        else if (json.ValueTextEquals("messages"u8)) messages.Read(ref json);
        else if (json.ValueTextEquals("prompt"u8)) ReadPrompt(ref json);
        else if (json.ValueTextEquals("system"u8)) otherBytes += Skip(ref json);
        else if (json.ValueTextEquals("images"u8)) images.Read(ref json, "images");
        else if (json.ValueTextEquals("tools"u8)) ReadTools(ref json);
        else if (json.ValueTextEquals("stream"u8)) ReadStream(ref json);
        else if (json.ValueTextEquals("format"u8)) ReadFormat(ref json);
        else if (json.ValueTextEquals("options"u8)) ReadOptions(ref json);
        else if (json.ValueTextEquals("logprobs"u8)) ReadLogprobs(ref json);
        else if (!names.TryRead(ref json)) json.Skip();
    }

    /// <summary>Answers are streamed unless the request says otherwise.</summary>
    private void ReadStream(ref JsonCursor json)
    {
        json.Read();
        if (json.TokenType is not (JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null))
            throw new RequestFault("The field 'stream' must be true or false.", "stream");
        isWhole = json.TokenType == JsonTokenType.False;
    }

    private void ReadPrompt(ref JsonCursor json)
    {
        json.Read();
        if (json.TokenType is not (JsonTokenType.String or JsonTokenType.Null))
            throw new RequestFault("The field 'prompt' must be a string.", "prompt");
        (promptBytes, hasPrompt) = json.TokenType == JsonTokenType.String ? (json.ValueSpan.Length, !json.ValueSpan.IsEmpty) : (0, false);
    }

    private void ReadLogprobs(ref JsonCursor json) =>
        needs |= RequestFields.ReadFlag(ref json, "logprobs") ? Capabilities.Logprobs : Capabilities.None;

    private void ReadTools(ref JsonCursor json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null) return;
        if (json.TokenType != JsonTokenType.StartArray) throw new RequestFault("The field 'tools' must be an array.", "tools");
        var start = json.TokenStartIndex;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            needs |= Capabilities.Tools;
            json.Skip();
        }

        otherBytes += json.BytesConsumed - start;
    }

    /// <summary>Reads <c>"json"</c> or a schema. Clients send an empty string for free text.</summary>
    private void ReadFormat(ref JsonCursor json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.StartObject) needs |= Capabilities.JsonSchema;
        else if (json.TokenType == JsonTokenType.String && json.ValueTextEquals("json"u8)) needs |= Capabilities.JsonObject;
        else if (json.TokenType != JsonTokenType.Null && !(json.TokenType == JsonTokenType.String && json.ValueSpan.IsEmpty))
            throw new RequestFault("The field 'format' must be \"json\" or a JSON schema.", "format");
        json.Skip();
    }

    private void ReadOptions(ref JsonCursor json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null) return;
        if (json.TokenType != JsonTokenType.StartObject) throw new RequestFault("The field 'options' must be an object.", "options");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("num_predict"u8)) ReadMaxTokens(ref json);
            else json.Skip();
        }
    }

    /// <summary>Zero and negative numbers mean that only the context limits the answer.</summary>
    private void ReadMaxTokens(ref JsonCursor json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null) return;
        if (json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out var count))
            throw new RequestFault("The field 'options.num_predict' must be a whole number.", "options.num_predict");
        maxTokens = count > 0 ? (int)Math.Min(count, int.MaxValue) : null;
    }

    /// <returns>The size of the skipped value in bytes.</returns>
    private static int Skip(ref JsonCursor json)
    {
        var start = json.BytesConsumed;
        json.Skip();
        return json.BytesConsumed - start;
    }
}
