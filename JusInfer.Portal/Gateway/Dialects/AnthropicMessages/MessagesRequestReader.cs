using System.Text.Json;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages;

/// <summary>
/// Reads a Messages request (platform.claude.com/docs/en/api/messages) in one pass over its bytes: this file the request's own fields, the other the
/// conversation and the tools. Types only what the gateway acts on; unknown fields are passed over, whatever they hold.
/// </summary>
internal ref partial struct MessagesRequestReader
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 128 };

    private readonly MessagesLayout layout = new();
    private Utf8JsonReader json;
    private string? model;
    private bool stream;
    private string? user;
    private string? session;
    private int? maxTokens;
    private Catalog.Capabilities needs;
    private long promptBytes;
    private int attachments;
    private bool hasMessages;
    private int messages;
    private LastTurn lastTurn;
    private int lastTurnBytes;

    /// <summary>The message at hand holds a tool's result.</summary>
    private bool holdsResult;

    /// <summary>It holds thinking under Anthropic's own seal.</summary>
    private bool holdsThought;

    private MessagesRequestReader(ReadOnlySpan<byte> body) => json = new Utf8JsonReader(body, Options);

    /// <param name="body">The request's body.</param>
    /// <param name="forAnswer">An answer is asked for, and so must be its bound; a count of tokens needs none.</param>
    /// <returns>The request, or what is wrong with it and where.</returns>
    public static (MessagesRequest? Request, GatewayError? Error) Read(ReadOnlySpan<byte> body, bool forAnswer = true)
    {
        var reader = new MessagesRequestReader(body);
        try
        {
            return (reader.ReadRequest(forAnswer), null);
        }
        catch (JsonException fault)
        {
            // The parser's own message may quote the text around the fault: only the place is passed on.
            return (null, GatewayError.InvalidRequest(body.IsEmpty
                ? "The request has no body. Send a JSON object with 'model', 'max_tokens' and 'messages'."
                : $"The request body is not valid JSON: it breaks at line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}."));
        }
        catch (RequestFault fault)
        {
            return (null, GatewayError.InvalidRequest(fault.Message, fault.Param));
        }
        catch (InvalidOperationException)
        {
            // Utf8JsonReader: a string with bytes that are no UTF-8, or an escape of half a surrogate pair.
            return (null, GatewayError.InvalidRequest("The request body holds text that is not valid UTF-8."));
        }
    }

    private MessagesRequest ReadRequest(bool forAnswer)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject) throw new RequestFault("The request body must be a JSON object.", null);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName) ReadProperty();
        if (json.Read()) throw new RequestFault("The request body must be one JSON object and nothing after it.", null);

        if (model is null) throw new RequestFault("model: Field required. Name a model, or 'jusInfer-auto' to have one picked.", "model");
        if (!hasMessages) throw new RequestFault("messages: Field required. Send the conversation as an array of messages.", "messages");
        if (forAnswer && maxTokens is null) throw new RequestFault("max_tokens: Field required. Say how many tokens the answer may have.", "max_tokens");
        return new MessagesRequest
        {
            Model = model,
            Stream = stream,
            WantsUsage = true,
            User = user,
            Session = session,
            Features = new RequestFeatures
            {
                Needs = needs,
                InputTokens = TokenEstimate.Of(promptBytes, attachments),
                MaxOutputTokens = maxTokens,
                Messages = messages,
                LastTurn = lastTurn,
                LastTurnBytes = lastTurnBytes,
            },
            Layout = layout,
        };
    }

    private void ReadProperty()
    {
        var start = (int)json.TokenStartIndex;
        if (json.ValueTextEquals("model"u8)) ReadModel();
        else if (json.ValueTextEquals("messages"u8)) ReadMessages();
        else if (json.ValueTextEquals("system"u8)) ReadSystem();
        else if (json.ValueTextEquals("tools"u8)) ReadTools();
        else if (json.ValueTextEquals("stream"u8)) stream = ReadFlag("stream");
        else if (json.ValueTextEquals("max_tokens"u8)) ReadMaxTokens(start);
        else if (json.ValueTextEquals("thinking"u8)) ReadThinking(start);
        else if (json.ValueTextEquals("output_config"u8)) ReadOutputConfig(start);
        else if (json.ValueTextEquals("output_format"u8)) ReadFormat();
        else if (json.ValueTextEquals("tool_choice"u8)) ReadToolChoice(start);
        else if (json.ValueTextEquals("metadata"u8)) ReadMetadata();
        else if (json.ValueTextEquals("temperature"u8) || json.ValueTextEquals("top_p"u8) || json.ValueTextEquals("top_k"u8)) layout.Sampling.Add(new BodyField(start, SkipValue()));
        else json.Skip();
    }

    private void ReadModel()
    {
        if (model is not null) throw new RequestFault("The field 'model' stands twice.", "model");
        json.Read();
        if (json.TokenType != JsonTokenType.String) throw new RequestFault("The field 'model' must be a string.", "model");
        layout.Model = Here();
        model = json.GetString()!;
        if (string.IsNullOrWhiteSpace(model)) throw new RequestFault("The field 'model' is empty. Name a model, or 'jusInfer-auto' to have one picked.", "model");
    }

    private void ReadMaxTokens(int start)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out var count) || count <= 0)
            throw new RequestFault("The field 'max_tokens' must be a whole number above zero.", "max_tokens");
        maxTokens = (int)Math.Min(count, int.MaxValue);
        layout.MaxTokens = new BodyField(start, Here());
    }

    private void ReadThinking(int start)
    {
        json.Read();
        var value = (int)json.TokenStartIndex;
        if (json.TokenType == JsonTokenType.Null) return;
        if (json.TokenType != JsonTokenType.StartObject) throw new RequestFault("The field 'thinking' must be an object.", "thinking");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("type"u8))
            {
                json.Read();
                layout.ThinkingMode = json.TokenType != JsonTokenType.String ? ThinkingMode.Unsaid
                    : json.ValueTextEquals("adaptive"u8) ? ThinkingMode.Adaptive
                    : json.ValueTextEquals("enabled"u8) ? ThinkingMode.Enabled
                    : json.ValueTextEquals("disabled"u8) ? ThinkingMode.Disabled
                    : json.ValueTextEquals("between_tools"u8) ? ThinkingMode.BetweenTools
                    : ThinkingMode.Unsaid;
                json.Skip();
            }
            else if (json.ValueTextEquals("budget_tokens"u8))
            {
                json.Read();
                layout.ThinkingBudget = json.TokenType == JsonTokenType.Number && json.TryGetInt32(out var budget) ? budget : null;
                json.Skip();
            }
            else if (json.ValueTextEquals("display"u8))
            {
                layout.ThinkingDisplay = SkipValue();
            }
            else
            {
                json.Skip();
            }
        }

        layout.Thinking = new BodyField(start, value..(int)json.BytesConsumed);
    }

    private void ReadOutputConfig(int start)
    {
        json.Read();
        var value = (int)json.TokenStartIndex;
        if (json.TokenType == JsonTokenType.Null) return;
        if (json.TokenType != JsonTokenType.StartObject) throw new RequestFault("The field 'output_config' must be an object.", "output_config");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var property = (int)json.TokenStartIndex;
            if (json.ValueTextEquals("effort"u8))
            {
                json.Read();
                layout.EffortLevel = json.TokenType == JsonTokenType.String ? json.GetString() : null;
                json.Skip();
                layout.Effort = new BodyField(property, Here());
                continue;
            }

            layout.OutputConfigHasMore = true;
            if (json.ValueTextEquals("format"u8)) ReadFormat();
            else json.Skip();
        }

        layout.OutputConfig = new BodyField(start, value..(int)json.BytesConsumed);
    }

    private void ReadFormat()
    {
        json.Read();
        if (json.TokenType == JsonTokenType.StartObject) needs |= Catalog.Capabilities.JsonSchema;
        json.Skip();
    }

    private void ReadToolChoice(int start)
    {
        json.Read();
        var value = (int)json.TokenStartIndex;
        if (json.TokenType == JsonTokenType.Null) return;
        if (json.TokenType != JsonTokenType.StartObject) throw new RequestFault("The field 'tool_choice' must be an object such as {\"type\":\"auto\"}.", "tool_choice");
        var forced = false;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isType = json.ValueTextEquals("type"u8);
            json.Read();
            if (isType && json.TokenType == JsonTokenType.String) forced = json.ValueTextEquals("any"u8) || json.ValueTextEquals("tool"u8);
            else json.Skip();
        }

        if (forced) layout.ForcedChoice = new BodyField(start, value..(int)json.BytesConsumed);
    }

    private void ReadMetadata()
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isUser = json.ValueTextEquals("user_id"u8);
            json.Read();
            if (isUser && json.TokenType == JsonTokenType.String) (user, session) = MessagesUser.Of(json.GetString()!);
            else json.Skip();
        }
    }

    private bool ReadFlag(string field)
    {
        json.Read();
        return json.TokenType switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False or JsonTokenType.Null => false,
            _ => throw new RequestFault($"The field '{field}' must be true or false.", field),
        };
    }

    private Range SkipValue()
    {
        json.Read();
        var start = (int)json.TokenStartIndex;
        json.Skip();
        return start..(int)json.BytesConsumed;
    }

    private readonly Range Here() => (int)json.TokenStartIndex..(int)json.BytesConsumed;

    /// <summary>Unwinds the reader; never leaves it.</summary>
    private sealed class RequestFault(string message, string? param) : Exception(message)
    {
        public string? Param => param;
    }
}
