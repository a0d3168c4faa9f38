using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Unicode;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses;

/// <summary>
/// Reads a request for a response (platform.openai.com/docs/api-reference/responses/create) in one pass over its bytes. Types only what the gateway
/// acts on; unknown fields are passed over, whatever they hold.
/// </summary>
internal ref struct ResponsesRequestReader
{
    public const int MaxDepth = 128;

    private readonly Range[] echoed = new Range[ResponsesFields.Echoed.Length];
    private JsonCursor json;
    private string? model;
    private Range modelSpan;
    private ResponsesInput input = new();
    private Range? inputSpan;
    private bool hasPrompt;
    private bool stream;
    private bool wantsUsage;
    private bool store = true;
    private Range? storeSpan;
    private string? previous;
    private Range? previousSpan;
    private Range? includeSpan;
    private bool includesReasoning;
    private string? user;
    private string? safetyIdentifier;
    private string? cacheKey;
    private string? session;
    private Capabilities needs;
    private int? maxTokens;
    private Range? boundSpan;
    private long promptBytes;

    /// <summary>Where the value stands that was read last.</summary>
    private Range value;

    private ResponsesRequestReader(ReadOnlySpan<byte> body) => json = new JsonCursor(body);

    /// <returns>The request, or what is wrong with it and where.</returns>
    public static (ResponsesRequest? Request, GatewayError? Error) Read(ReadOnlySpan<byte> body)
    {
        if (!Utf8.IsValid(body)) return (null, NotText);
        var reader = new ResponsesRequestReader(body);
        try
        {
            return (reader.ReadRequest(), null);
        }
        catch (JsonException fault)
        {
            // The parser's own message may quote the text around the fault: only the place is passed on.
            return (null, GatewayError.InvalidRequest(body.IsEmpty
                ? "The request has no body. Send a JSON object with 'model' and 'input'."
                : $"The request body is not one JSON object: it breaks at line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}."));
        }
        catch (ConversationFault fault)
        {
            return (null, fault.Error);
        }
        catch (InvalidOperationException)
        {
            // An escape of half a surrogate pair.
            return (null, NotText);
        }
    }

    private static GatewayError NotText => GatewayError.InvalidRequest("The request body holds text that is not valid UTF-8.");

    private ResponsesRequest ReadRequest()
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject) throw new JsonException(null, null, 0, 0);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName) ReadProperty();
        json.Read();

        if (model is null) throw new ConversationFault("The field 'model' is missing. Name a model, or 'jusInfer-auto' to have one picked.", "model");
        if (inputSpan is null && previous is null && !hasPrompt)
            throw new ConversationFault("The field 'input' is missing: send a text, or the conversation as an array of items.", "input");
        if (inputSpan is not null && input.Items == 0 && previous is null)
            throw new ConversationFault("The field 'input' is empty: send at least one item.", "input");
        return new ResponsesRequest
        {
            Model = model,
            Stream = stream,
            WantsUsage = wantsUsage,
            User = user ?? safetyIdentifier,
            Session = session ?? cacheKey,
            Store = store,
            PreviousResponseId = previous,
            Features = new RequestFeatures
            {
                Needs = needs | input.Needs,
                InputTokens = TokenEstimate.Of(promptBytes + input.PromptBytes, input.Attachments),
                MaxOutputTokens = maxTokens,
                Messages = input.Items,
                LastTurn = input.LastTurn,
                LastTurnBytes = input.LastTurnBytes,
            },
            Spans = new ResponsesSpans
            {
                Model = modelSpan,
                Input = inputSpan,
                MaxOutputTokens = boundSpan,
                Store = storeSpan,
                PreviousResponseId = previousSpan,
                Include = includeSpan,
                IncludesReasoning = includesReasoning,
                ForeignItems = input.ForeignItems,
                References = input.References,
                Echoed = ImmutableArray.Create(echoed),
            },
        };
    }

    private void ReadProperty()
    {
        var echo = EchoOf();
        if (json.ValueTextEquals("model"u8)) ReadModel();
        else if (json.ValueTextEquals("input"u8)) ReadInput();
        else if (json.ValueTextEquals("instructions"u8)) promptBytes += Length();
        else if (json.ValueTextEquals("tools"u8)) ReadTools();
        else if (json.ValueTextEquals("stream"u8)) stream = ReadFlag("stream") ?? false;
        else if (json.ValueTextEquals("stream_options"u8)) ReadStreamOptions();
        else if (json.ValueTextEquals("store"u8)) (store, storeSpan) = (ReadFlag("store") ?? true, Here());
        else if (json.ValueTextEquals("previous_response_id"u8)) (previous, previousSpan) = (ReadText(), Here());
        else if (json.ValueTextEquals("include"u8)) ReadInclude();
        else if (json.ValueTextEquals("max_output_tokens"u8)) (maxTokens, boundSpan) = (ReadCount("max_output_tokens"), Here());
        else if (json.ValueTextEquals("text"u8)) ReadTextOptions();
        else if (json.ValueTextEquals("top_logprobs"u8)) ReadTopLogprobs();
        else if (json.ValueTextEquals("user"u8)) user = ReadText();
        else if (json.ValueTextEquals("safety_identifier"u8)) safetyIdentifier = ReadText();
        else if (json.ValueTextEquals("prompt_cache_key"u8)) cacheKey = ReadText();
        else if (json.ValueTextEquals("client_metadata"u8)) ReadClientMetadata();
        else if (json.ValueTextEquals("background"u8)) RefuseBackground();
        else if (json.ValueTextEquals("conversation"u8)) RefuseConversation();
        else if (json.ValueTextEquals("prompt"u8)) hasPrompt = Length() > "null".Length;
        else Length();
        if (echo >= 0) echoed[echo] = json.TokenType == JsonTokenType.Null ? default : value;
    }

    private readonly int EchoOf()
    {
        var fields = ResponsesFields.Echoed;
        for (var i = 0; i < fields.Length; i++)
        {
            if (json.ValueTextEquals(fields[i].Bare)) return i;
        }

        return -1;
    }

    private void ReadModel()
    {
        if (model is not null) throw new ConversationFault("The field 'model' stands twice.", "model");
        model = ReadText() ?? throw new ConversationFault("The field 'model' must be a string.", "model");
        modelSpan = Here();
        if (string.IsNullOrWhiteSpace(model)) throw new ConversationFault("The field 'model' is empty. Name a model, or 'jusInfer-auto' to have one picked.", "model");
    }

    private void ReadInput()
    {
        if (inputSpan is not null) throw new ConversationFault("The field 'input' stands twice.", "input");
        var start = Enter();
        if (json.TokenType == JsonTokenType.Null)
        {
            value = start..json.BytesConsumed;
            return;
        }

        input.Read(ref json);
        value = start..json.BytesConsumed;
        inputSpan = value;
    }

    /// <summary>Hosted tools ask nothing of a model: they are dropped or refused where the request is translated.</summary>
    private void ReadTools()
    {
        var start = Enter();
        if (json.TokenType is not (JsonTokenType.StartArray or JsonTokenType.Null)) throw new ConversationFault("The field 'tools' must be an array.", "tools");
        if (json.TokenType == JsonTokenType.StartArray)
        {
            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                if (json.TokenType != JsonTokenType.StartObject) throw new ConversationFault("Each of 'tools' must be an object.", "tools");
                while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
                {
                    var isType = json.ValueTextEquals("type"u8);
                    json.Read();
                    if (isType && json.TokenType == JsonTokenType.String
                        && (json.ValueTextEquals("function"u8) || json.ValueTextEquals("custom"u8) || json.ValueTextEquals("namespace"u8))) needs |= Capabilities.Tools;
                    json.Skip();
                }
            }
        }

        value = start..json.BytesConsumed;
        promptBytes += json.BytesConsumed - start;
    }

    private void ReadInclude()
    {
        var start = Enter();
        includesReasoning = false;
        if (json.TokenType is not (JsonTokenType.StartArray or JsonTokenType.Null)) throw new ConversationFault("The field 'include' must be an array of strings.", "include");
        if (json.TokenType == JsonTokenType.StartArray)
        {
            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                if (json.TokenType != JsonTokenType.String) throw new ConversationFault("The field 'include' must be an array of strings.", "include");
                includesReasoning |= json.ValueTextEquals("reasoning.encrypted_content"u8);
                if (json.ValueTextEquals("message.output_text.logprobs"u8)) needs |= Capabilities.Logprobs;
            }
        }

        value = start..json.BytesConsumed;
        includeSpan = value;
    }

    private void ReadTextOptions()
    {
        var start = Enter();
        if (json.TokenType is not (JsonTokenType.StartObject or JsonTokenType.Null)) throw new ConversationFault("The field 'text' must be an object.", "text");
        while (json.TokenType != JsonTokenType.Null && json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isFormat = json.ValueTextEquals("format"u8);
            json.Read();
            if (isFormat && json.TokenType == JsonTokenType.StartObject) ReadFormat();
            else json.Skip();
        }

        value = start..json.BytesConsumed;
    }

    private void ReadFormat()
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isType = json.ValueTextEquals("type"u8);
            json.Read();
            if (!isType || json.TokenType != JsonTokenType.String) json.Skip();
            else if (json.ValueTextEquals("json_object"u8)) needs |= Capabilities.JsonObject;
            else if (json.ValueTextEquals("json_schema"u8)) needs |= Capabilities.JsonSchema;
        }
    }

    /// <summary>Cursor sends requests of this shape to Chat Completions, whose streams tell their usage only where this asks for it.</summary>
    private void ReadStreamOptions()
    {
        var start = Enter();
        if (json.TokenType == JsonTokenType.StartObject)
        {
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var isUsage = json.ValueTextEquals("include_usage"u8);
                json.Read();
                if (isUsage) wantsUsage = json.TokenType == JsonTokenType.True;
                json.Skip();
            }
        }

        json.Skip();
        value = start..json.BytesConsumed;
    }

    private void ReadTopLogprobs()
    {
        if (ReadNumber("top_logprobs", least: 0) > 0) needs |= Capabilities.Logprobs;
    }

    /// <summary>Codex names its run here.</summary>
    private void ReadClientMetadata()
    {
        var start = Enter();
        if (json.TokenType == JsonTokenType.StartObject)
        {
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var isSession = json.ValueTextEquals("session_id"u8);
                json.Read();
                if (isSession && json.TokenType == JsonTokenType.String) session = json.GetString();
                json.Skip();
            }
        }
        else
        {
            json.Skip();
        }

        value = start..json.BytesConsumed;
    }

    private void RefuseBackground()
    {
        if (ReadFlag("background") == true)
            throw ConversationFault.Unsupported("Responses are not made in the background here. Leave 'background' out and stream the answer instead.", "background");
    }

    private void RefuseConversation()
    {
        if (Length() > 0 && json.TokenType != JsonTokenType.Null)
            throw ConversationFault.Unsupported("Conversations are not kept under ids of their own here. Go on from an answer with 'previous_response_id', or send all items in 'input'.", "conversation");
    }

    /// <summary>Moves to the value; returns where it begins.</summary>
    private int Enter()
    {
        json.Read();
        return json.TokenStartIndex;
    }

    /// <summary>Passes over a value; returns its length in bytes.</summary>
    private int Length()
    {
        var start = Enter();
        json.Skip();
        value = start..json.BytesConsumed;
        return json.BytesConsumed - start;
    }

    private bool? ReadFlag(string field)
    {
        Length();
        return json.TokenType switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            JsonTokenType.Null => null,
            _ => throw new ConversationFault($"The field '{field}' must be true or false.", field),
        };
    }

    private int? ReadCount(string field) => ReadNumber(field, least: 1);

    private int? ReadNumber(string field, int least)
    {
        Length();
        if (json.TokenType == JsonTokenType.Null) return null;
        if (json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var count) && count >= least) return (int)Math.Min(count, int.MaxValue);
        throw new ConversationFault($"The field '{field}' must be a whole number, {least} or more.", field);
    }

    private string? ReadText()
    {
        Length();
        return json.TokenType == JsonTokenType.String ? json.GetString() : null;
    }

    private readonly Range Here() => value;
}
