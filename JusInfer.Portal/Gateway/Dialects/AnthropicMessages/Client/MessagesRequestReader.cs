using System.Text.Json;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Caching;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Client;

/// <summary>
/// Reads a Messages request (platform.claude.com/docs/en/api/messages) in one pass over its bytes. This file reads the request's own
/// fields, the other one the conversation and the tools. Reads only the fields that the gateway uses; other fields may have any value.
/// </summary>
internal ref partial struct MessagesRequestReader
{
    private readonly MessagesLayout layout = new();
    private JsonCursor json;
    private string? model;
    private bool stream;
    private Range? streamValue;
    private AttributionFields names;
    private PolicySubjects subjects;
    private bool hasFileId;
    private bool wantsReview;
    private bool isQuota;
    private bool mayCompact;
    private int? maxTokens;
    private Catalog.Capabilities needs;
    private long promptBytes;
    private Attachments? attachments;
    private bool hasMessages;
    private bool isThreaded;
    private bool repeatsTools;
    private Range toolList;
    private bool addsTools;
    private ToolChoiceField toolChoice;
    private int messages;
    private LastMessageRole lastTurn;
    private int lastTurnBytes;

    /// <summary>Null until a tool call or result is read.</summary>
    private MessagesToolCallValidator? toolCalls;

    /// <summary>The current message contains a tool result.</summary>
    private bool hasToolResult;

    /// <summary>The message before the current one is a system message.</summary>
    private bool followsSystem;

    /// <summary>The current message is a string or ends in a text block.</summary>
    private bool endsInText;

    /// <summary>The reader is in the system prompt.</summary>
    private bool isSystem;

    private MessagesRequestReader(JsonCursor json) => this.json = json;

    /// <param name="body">The request's body.</param>
    /// <param name="forAnswer">An answer is requested, so max_tokens is required. A request that counts tokens needs none.</param>
    /// <returns>The request, or the error with the path of the invalid field.</returns>
    public static Result<MessagesRequest, GatewayError> Read(ReadOnlySpan<byte> body, bool forAnswer = true) => RequestParser.Parse(
        body,
        "'model', 'max_tokens' and 'messages'",
        (ref JsonCursor json) =>
        {
            var reader = new MessagesRequestReader(json);
            var request = reader.ReadRequest(forAnswer);
            json = reader.json;
            return request;
        });

    private MessagesRequest ReadRequest(bool forAnswer)
    {
        var fields = new RootFields(stackalloc ulong[RootFields.UsualCount]);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            fields.Add(json.ValueSpan);
            ReadProperty();
        }

        if (isThreaded) throw ThreadUnsupported();
        if (toolCalls?.Unmatched is { } unmatched) throw unmatched;
        CheckToolChoice();
        if (model is null) throw new RequestFault("model: Field required. Set it to a model, or to 'jusInfer-auto' for automatic selection.", "model");
        if (!hasMessages) throw new RequestFault("messages: Field required. Send the conversation as an array of messages.", "messages");
        if (forAnswer && maxTokens is null)
            throw new RequestFault("max_tokens: Field required. Set it to the maximum number of tokens of the answer.", "max_tokens");
        layout.User = names.MetadataUser;
        return new MessagesRequest
        {
            Model = model,
            Stream = stream,
            StreamValue = streamValue,
            WantsUsage = true,
            User = names.User,
            Session = names.Session,
            WantsToolCallReview = wantsReview,
            MayCompact = mayCompact,
            Attachments = attachments,
            RepeatsTools = repeatsTools,
            IsQuotaProbe = isQuota && maxTokens == 1 && messages == 1 && !stream,
            LastSignature = layout.ThinkingBlocks.FindLast(static block => block.Signature is not null).Signature,
            Subjects = hasFileId ? subjects.WithObjectId("file_id") : subjects,
            Features = new RequestFeatures
            {
                RequiredCapabilities = needs,
                InputTokens = TokenEstimate.Of(promptBytes, attachments),
                MaxOutputTokens = maxTokens,
                MessageCount = messages,
                LastMessageRole = lastTurn,
                LastMessageBytes = lastTurnBytes,
            },
            Layout = layout,
        };
    }

    private void ReadProperty()
    {
        var start = json.TokenStartIndex;
        if (json.ValueTextEquals("model"u8)) (model, layout.Model) = RequestFields.ReadModel(ref json);
        else if (json.ValueTextEquals("messages"u8)) ReadMessages();
        else if (json.ValueTextEquals("system"u8)) ReadSystem(start);
        else if (json.ValueTextEquals("tools"u8)) ReadTools(start);
        else if (json.ValueTextEquals("stream"u8)) (stream, streamValue) = (RequestFields.ReadFlag(ref json, "stream"), RequestFields.CurrentToken(ref json));
        else if (json.ValueTextEquals("max_tokens"u8)) ReadMaxTokens(start);
        else if (json.ValueTextEquals("thinking"u8)) ReadThinking(start);
        else if (json.ValueTextEquals("output_config"u8)) ReadOutputConfig(start);
        else if (json.ValueTextEquals("output_format"u8)) ReadFormat();
        else if (json.ValueTextEquals("tool_choice"u8)) ReadToolChoice();
        else if (json.ValueTextEquals("temperature"u8) || json.ValueTextEquals("top_p"u8) || json.ValueTextEquals("top_k"u8))
            layout.Sampling.Add(new BodyField(start, SkipValue()));
        else if (json.ValueTextEquals("context_management"u8)) ReadContextManagement(start);
        else if (json.ValueTextEquals("cache_control"u8)) ReadCacheControl(PromptSection.Request);
        else if (json.ValueTextEquals("safeguards"u8)) ReadSafeguards(start);
        else if (json.ValueTextEquals("thread"u8)) ReadThread();
        else if (!names.TryRead(ref json))
        {
            mayCompact |= json.ValueTextEquals("compaction"u8);
            subjects.ReadField(ref json);
        }
    }

    /// <summary>Reads whether Claude Code wants its tool calls to be judged.</summary>
    private void ReadSafeguards(int name)
    {
        json.Read();
        var value = json.TokenStartIndex;
        if (json.TokenType == JsonTokenType.Null) return;
        if (json.TokenType == JsonTokenType.StartArray)
        {
            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                if (json.TokenType == JsonTokenType.StartObject) ReadSafeguard();
                else json.Skip();
            }
        }
        else
        {
            json.Skip();
        }

        subjects.AddField(new BodyField(name, value..json.BytesConsumed));
    }

    private void ReadSafeguard()
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isType = json.ValueTextEquals("type"u8);
            json.Read();
            wantsReview |= isType && json.TokenType == JsonTokenType.String && json.ValueTextEquals("dangerous_tool_use"u8);
            json.Skip();
        }
    }

    private void ReadThread()
    {
        json.Read();
        isThreaded = json.TokenType != JsonTokenType.Null;
        json.Skip();
    }

    private void ReadMaxTokens(int start)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out var count) || count <= 0)
            throw new RequestFault("The field 'max_tokens' must be a whole number above zero.", "max_tokens");
        maxTokens = (int)Math.Min(count, int.MaxValue);
        layout.MaxTokens = new BodyField(start, TokenRange());
    }

    private void ReadThinking(int start)
    {
        json.Read();
        var value = json.TokenStartIndex;
        if (json.TokenType == JsonTokenType.Null) return;
        if (json.TokenType != JsonTokenType.StartObject) throw new RequestFault("The field 'thinking' must be an object.", "thinking");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("type"u8))
            {
                json.Read();
                layout.ThinkingMode = json.TokenType != JsonTokenType.String ? ThinkingMode.Unspecified
                    : json.ValueTextEquals("adaptive"u8) ? ThinkingMode.Adaptive
                    : json.ValueTextEquals("enabled"u8) ? ThinkingMode.Enabled
                    : json.ValueTextEquals("disabled"u8) ? ThinkingMode.Disabled
                    : json.ValueTextEquals("between_tools"u8) ? ThinkingMode.BetweenTools
                    : ThinkingMode.Unspecified;
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

        layout.Thinking = new BodyField(start, value..json.BytesConsumed);
    }

    private void ReadContextManagement(int start)
    {
        json.Read();
        var (edits, hasMore) = (0, false);
        Range? clearing = null;
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isEdits = json.ValueTextEquals("edits"u8);
            json.Read();
            hasMore |= !isEdits;
            if (!isEdits || json.TokenType != JsonTokenType.StartArray)
            {
                json.Skip();
                continue;
            }

            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                edits++;
                var edit = json.TokenStartIndex;
                if (ReadEdit()) clearing = edit..json.BytesConsumed;
            }
        }

        if (clearing is not null) layout.ThinkingClearing = edits == 1 && !hasMore ? start..json.BytesConsumed : clearing;
    }

    /// <summary>Reads an edit: whether it compacts the conversation.</summary>
    /// <returns>Whether it clears thinking, in any dated version.</returns>
    private bool ReadEdit()
    {
        var clears = false;
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return false;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isType = json.ValueTextEquals("type"u8);
            json.Read();
            var isText = isType && json.TokenType == JsonTokenType.String;
            clears |= isText && json.ValueSpan.StartsWith("clear_thinking"u8);
            mayCompact |= isText && json.ValueSpan.StartsWith("compact"u8);
            json.Skip();
        }

        return clears;
    }

    private void ReadOutputConfig(int start)
    {
        json.Read();
        var value = json.TokenStartIndex;
        var isObject = json.TokenType == JsonTokenType.StartObject;
        if (!isObject && json.TokenType != JsonTokenType.Null)
            throw new RequestFault("The field 'output_config' must be an object.", "output_config");
        while (isObject && json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var property = json.TokenStartIndex;
            if (json.ValueTextEquals("effort"u8))
            {
                json.Read();
                layout.EffortLevel = json.TokenType == JsonTokenType.String ? json.GetString() : null;
                json.Skip();
                layout.Effort = new BodyField(property, TokenRange());
                continue;
            }

            layout.OutputConfigHasMore = true;
            if (json.ValueTextEquals("format"u8)) ReadFormat();
            else json.Skip();
        }

        layout.OutputConfig = new BodyField(start, value..json.BytesConsumed);
    }

    private void ReadFormat()
    {
        json.Read();
        if (json.TokenType == JsonTokenType.StartObject) needs |= Catalog.Capabilities.JsonSchema;
        json.Skip();
    }

    private void ReadToolChoice()
    {
        toolChoice = ToolChoiceField.Read(ref json);
        if (toolChoice.Form == ToolChoiceForm.None) return;
        var value = json.Slice(toolChoice.Field.Value);
        var isMode = toolChoice.Form == ToolChoiceForm.Mode
            && (toolChoice.Forces || value.SequenceEqual("\"auto\""u8) || value.SequenceEqual("\"none\""u8));
        if (!isMode && value[0] != (byte)'{')
            throw new RequestFault("The field 'tool_choice' must be an object such as {\"type\":\"auto\"}.", "tool_choice");
        subjects.AddField(toolChoice.Field);
        if (toolChoice.Forces) layout.ForcedChoice = toolChoice.Field;
        if (IsForeign(toolChoice)) layout.ForeignChoice = toolChoice.AsForeign();
    }

    /// <summary>The form of a tool choice is that of another dialect.</summary>
    private static bool IsForeign(in ToolChoiceField choice) => choice.IsRequired
        || choice.Form is ToolChoiceForm.Mode or ToolChoiceForm.Flat or ToolChoiceForm.Nested or ToolChoiceForm.UntypedNested
            or ToolChoiceForm.Untyped;

    /// <summary>
    /// A choice must name one of the tools, unless Anthropic runs some, whose names it knows, or messages add some.
    /// </summary>
    private readonly void CheckToolChoice()
    {
        if (toolChoice.Name is not { } name || subjects.Tools.Count > 0 || addsTools) return;
        var tools = json.Slice(toolList);
        if (tools.IsEmpty || !ToolNames.Contain(tools, name)) throw toolChoice.UnknownTool;
    }

    /// <summary>
    /// The error for a request of a message thread, which contains only the new messages; the earlier ones are stored in one Anthropic
    /// account. After an error with this code, Anthropic's SDKs send the whole conversation.
    /// </summary>
    private static RequestFault ThreadUnsupported() =>
        new(
            "thread: Message threads are not supported. Send the whole conversation in 'messages' and leave 'thread' out.",
            "thread",
            unsupported: true)
        {
            DialectCode = "thread_unsupported_request",
        };

    private Range SkipValue()
    {
        json.Read();
        var start = json.TokenStartIndex;
        json.Skip();
        return start..json.BytesConsumed;
    }

    private readonly Range TokenRange() => json.TokenStartIndex..json.BytesConsumed;
}
