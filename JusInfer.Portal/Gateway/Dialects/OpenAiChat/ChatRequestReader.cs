using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat;

/// <summary>
/// Reads a chat completion request (platform.openai.com/docs/api-reference/chat/create) in one pass over its bytes. Types only what the gateway
/// acts on; unknown fields are passed over, whatever they hold.
/// </summary>
internal ref struct ChatRequestReader
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 128 };

    private Utf8JsonReader json;
    private string? model;
    private Range modelSpan;
    private bool stream;
    private bool wantsUsage;
    private Range? streamOptions;
    private Range? includeUsage;
    private string? user;
    private Capabilities needs;
    private int? maxTokens;
    private bool hasMessages;
    private ChatMessagesReader messages;
    private long toolBytes;

    private ChatRequestReader(ReadOnlySpan<byte> body) => json = new Utf8JsonReader(body, Options);

    /// <returns>The request, or what is wrong with it and where.</returns>
    public static (ChatRequest? Request, GatewayError? Error) Read(ReadOnlySpan<byte> body)
    {
        var reader = new ChatRequestReader(body);
        try
        {
            return (reader.ReadRequest(), null);
        }
        catch (JsonException fault)
        {
            // The parser's own message may quote the text around the fault: only the place is passed on.
            return (null, GatewayError.InvalidRequest(body.IsEmpty
                ? "The request has no body. Send a JSON object with 'model' and 'messages'."
                : $"The request body is not valid JSON: it breaks at line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}."));
        }
        catch (ConversationFault fault)
        {
            return (null, fault.Error);
        }
        catch (InvalidOperationException)
        {
            // Utf8JsonReader: a string with bytes that are no UTF-8, or an escape of half a surrogate pair.
            return (null, GatewayError.InvalidRequest("The request body holds text that is not valid UTF-8."));
        }
    }

    private ChatRequest ReadRequest()
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject) throw new ConversationFault("The request body must be a JSON object.", null);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName) ReadProperty();
        if (json.Read()) throw new ConversationFault("The request body must be one JSON object and nothing after it.", null);

        if (model is null) throw new ConversationFault("The field 'model' is missing. Name a model, or 'jusInfer-auto' to have one picked.", "model");
        if (!hasMessages) throw new ConversationFault("The field 'messages' is missing: send the conversation as an array of messages.", "messages");
        return new ChatRequest
        {
            Model = model,
            Stream = stream,
            WantsUsage = wantsUsage,
            User = user,
            Features = new RequestFeatures
            {
                Needs = needs | messages.Needs,
                InputTokens = TokenEstimate.Of(messages.Bytes + toolBytes, messages.Attachments),
                MaxOutputTokens = maxTokens,
                Messages = messages.Count,
                LastTurn = messages.LastTurn,
                LastTurnBytes = messages.LastTurnBytes,
            },
            Spans = new ChatRequestSpans { Model = modelSpan, StreamOptions = streamOptions, IncludeUsage = includeUsage },
        };
    }

    private void ReadProperty()
    {
        if (json.ValueTextEquals("model"u8)) ReadModel();
        else if (json.ValueTextEquals("messages"u8)) ReadMessages();
        else if (json.ValueTextEquals("tools"u8)) ReadTools();
        else if (json.ValueTextEquals("stream"u8)) stream = ReadFlag("stream");
        else if (json.ValueTextEquals("stream_options"u8)) ReadStreamOptions();
        else if (json.ValueTextEquals("max_tokens"u8)) maxTokens = ReadCount("max_tokens") ?? maxTokens;
        else if (json.ValueTextEquals("max_completion_tokens"u8)) maxTokens = ReadCount("max_completion_tokens") ?? maxTokens;
        else if (json.ValueTextEquals("response_format"u8)) ReadResponseFormat();
        else if (json.ValueTextEquals("logprobs"u8)) needs |= ReadFlag("logprobs") ? Capabilities.Logprobs : Capabilities.None;
        else if (json.ValueTextEquals("user"u8)) user = ReadText();
        else json.Skip();
    }

    private void ReadModel()
    {
        if (model is not null) throw new ConversationFault("The field 'model' stands twice.", "model");
        json.Read();
        if (json.TokenType != JsonTokenType.String) throw new ConversationFault("The field 'model' must be a string.", "model");
        modelSpan = Here();
        model = json.GetString()!;
        if (string.IsNullOrWhiteSpace(model)) throw new ConversationFault("The field 'model' is empty. Name a model, or 'jusInfer-auto' to have one picked.", "model");
    }

    private void ReadMessages()
    {
        if (hasMessages) throw new ConversationFault("The field 'messages' stands twice.", "messages");
        hasMessages = true;
        messages.Read(ref json);
    }

    private void ReadTools()
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null) return;
        if (json.TokenType != JsonTokenType.StartArray) throw new ConversationFault("The field 'tools' must be an array.", "tools");
        var start = json.TokenStartIndex;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            needs |= Capabilities.Tools;
            json.Skip();
        }

        toolBytes += json.BytesConsumed - start;
    }

    private void ReadStreamOptions()
    {
        json.Read();
        if (json.TokenType is not (JsonTokenType.StartObject or JsonTokenType.Null)) throw new ConversationFault("The field 'stream_options' must be an object.", "stream_options");
        var start = (int)json.TokenStartIndex;
        (wantsUsage, includeUsage) = (false, null); // of a field that stands twice, the last one counts
        if (json.TokenType == JsonTokenType.StartObject)
        {
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (json.ValueTextEquals("include_usage"u8))
                {
                    wantsUsage = ReadFlag("stream_options.include_usage");
                    includeUsage = Here();
                }
                else
                {
                    json.Skip();
                }
            }
        }

        streamOptions = start..(int)json.BytesConsumed;
    }

    private void ReadResponseFormat()
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null) return;
        if (json.TokenType != JsonTokenType.StartObject) throw new ConversationFault("The field 'response_format' must be an object.", "response_format");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isType = json.ValueTextEquals("type"u8);
            json.Read();
            if (!isType || json.TokenType != JsonTokenType.String) json.Skip();
            else if (json.ValueTextEquals("json_object"u8)) needs |= Capabilities.JsonObject;
            else if (json.ValueTextEquals("json_schema"u8)) needs |= Capabilities.JsonSchema;
        }
    }

    private bool ReadFlag(string field)
    {
        json.Read();
        return json.TokenType switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False or JsonTokenType.Null => false,
            _ => throw new ConversationFault($"The field '{field}' must be true or false.", field),
        };
    }

    private int? ReadCount(string field)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null) return null;
        if (json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var count) && count > 0) return (int)Math.Min(count, int.MaxValue);
        throw new ConversationFault($"The field '{field}' must be a whole number above zero.", field);
    }

    private string? ReadText()
    {
        json.Read();
        if (json.TokenType == JsonTokenType.String) return json.GetString();
        json.Skip();
        return null;
    }

    private readonly Range Here() => (int)json.TokenStartIndex..(int)json.BytesConsumed;
}
