using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Caching;
using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Client;

/// <summary>
/// Reads the conversation and the tools: their size, the capabilities that they need, and where cache markers can be inserted.
/// </summary>
internal ref partial struct MessagesRequestReader
{
    private void ReadMessages()
    {
        hasMessages = true;
        json.Read();
        if (json.TokenType != JsonTokenType.StartArray) throw new RequestFault("The field 'messages' must be an array.", "messages");
        var start = json.TokenStartIndex;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.StartObject)
                throw new RequestFault($"'messages[{messages}]' must be an object.", $"messages[{messages}]");
            ReadMessage();
            messages++;
        }

        toolCalls?.End();
        if (messages == 0) throw new RequestFault("messages: at least one message is required.", "messages");
        promptBytes += json.BytesConsumed - start;
        layout.MessagesEndOffset = json.TokenStartIndex;
    }

    private void ReadMessage()
    {
        var start = json.TokenStartIndex;
        var turn = default(LastMessageRole?);
        (hasToolResult, endsInText) = (false, false);
        (layout.PreviousMessageBlock, layout.LastMessageBlock) = (layout.LastMessageBlock, null);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("role"u8))
            {
                json.Read();
                if (json.TokenType != JsonTokenType.String)
                    throw new RequestFault($"'messages[{messages}].role' must be a string.", $"messages[{messages}].role");
                turn = json.ValueTextEquals("user"u8) ? LastMessageRole.User
                    : json.ValueTextEquals("assistant"u8) ? LastMessageRole.Assistant
                    : LastMessageRole.Other;
                if (json.ValueTextEquals("system"u8)) layout.SystemRoles.Add(TokenRange());
            }
            else if (json.ValueTextEquals("content"u8))
            {
                json.Read();
                endsInText = json.TokenType == JsonTokenType.String;
                isQuota = endsInText && json.ValueTextEquals("quota"u8);
                layout.LastMessageBlock = ReadContent($"messages[{messages}].content");
            }
            else if (EmbeddedMedia.Skip(ref json))
            {
                (attachments ??= new Attachments()).AddUnbounded();
            }
        }

        if (turn is null)
            throw new RequestFault($"'messages[{messages}].role' is missing: user, assistant or system.", $"messages[{messages}].role");

        if (turn == LastMessageRole.Assistant) layout.LastAssistantMessage = messages;
        layout.EndsWithAssistant = turn == LastMessageRole.Assistant && endsInText;

        toolCalls?.EndMessage(turn.Value, messages);

        // A system message within the conversation is not a turn: the model responds to the message before it.
        if (turn == LastMessageRole.Other && messages > 0)
        {
            followsSystem = true;
            return;
        }

        layout.HasSystemBeforeResult |= followsSystem && hasToolResult;
        followsSystem = false;
        lastTurn = hasToolResult ? LastMessageRole.Tool : turn.Value;
        lastTurnBytes = json.BytesConsumed - start;
    }

    private void ReadSystem(int name)
    {
        json.Read();
        var start = json.TokenStartIndex;
        if (json.TokenType == JsonTokenType.Null) return;
        isSystem = true;
        if (BillingLine.Find(ref json) is { } line) subjects.BillingLine = line;
        layout.LastSystemBlock = ReadContent("system");
        isSystem = false;
        if (subjects.BillingLine is { Container: null } only) subjects.BillingLine = only with { Container = name..json.BytesConsumed };
        promptBytes += json.BytesConsumed - start;
    }

    /// <summary>Reads a string or an array of blocks, and returns the range that can have a cache marker.</summary>
    private Range? ReadContent(string path)
    {
        if (json.TokenType == JsonTokenType.String) return json.ValueSpan.IsEmpty ? null : TokenRange();
        if (json.TokenType != JsonTokenType.StartArray)
            throw new RequestFault($"'{path}' must be a string or an array of content blocks.", path);
        var (blocks, thinking, blank) = (0, layout.ThinkingBlocks.Count, layout.BlankTexts?.Count ?? 0);
        Range? markable = null;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.StartObject)
                throw new RequestFault($"'{path}[{blocks}]' must be an object with a type.", $"{path}[{blocks}]");
            markable = ReadBlock(blocks);
            blocks++;
        }

        // Without its only block, the system prompt is removed as a whole.
        if (isSystem && blocks == 1 && subjects.BillingLine is { } line) subjects.BillingLine = line with { Container = null };
        // A message needs content, and thinking can be removed from it.
        if (layout.BlankTexts is { } texts && texts.Count - blank + layout.ThinkingBlocks.Count - thinking == blocks)
            texts.RemoveRange(blank, texts.Count - blank);
        for (; thinking < layout.ThinkingBlocks.Count; thinking++)
            layout.ThinkingBlocks[thinking] = layout.ThinkingBlocks[thinking] with { MessageBlocks = blocks };
        return markable;
    }

    /// <summary>Reads the object at the reader's position, and returns its range if it can have a cache marker.</summary>
    /// <param name="number">The block's index in its message; null for a nested block.</param>
    private Range? ReadBlock(int? number)
    {
        var start = json.TokenStartIndex;
        var kind = BlockKind.Unknown;
        ToolCallIdSite? id = null;
        Range? signature = null, input = null;
        Range type = default;
        var source = default(MessagesSource);
        bool isEmpty = false, isForeign = true, fits = true, hasMedia = false;
        var media = layout.Media?.Count ?? 0;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("type"u8)) kind = ReadKind(out type);
            else if (json.ValueTextEquals("text"u8)) isEmpty = ReadIsEmpty();
            else if (json.ValueTextEquals("signature"u8) || json.ValueTextEquals("data"u8)) signature = ReadSignature(out isForeign);
            else if (json.ValueTextEquals("id"u8) || json.ValueTextEquals("tool_use_id"u8)) id = ReadId(out fits);
            else if (json.ValueTextEquals("source"u8))
            {
                hasMedia |= source.IsMedia;
                source = MessagesSource.Read(ref json);
            }
            else if (json.ValueTextEquals("file_id"u8)) hasFileId |= RequestFields.ReadText(ref json) is not null;
            else if (json.ValueTextEquals("content"u8)) ReadResultContent();
            else if (json.ValueTextEquals("input"u8)) input = ReadOddInput();
            else if (json.ValueTextEquals("tool"u8)) ReadToolChange();
            else if (json.ValueTextEquals("tool_changes"u8)) ReadToolChanges();
            else if (json.ValueTextEquals("cache_control"u8)) ReadCacheControl(isSystem ? PromptSection.System : PromptSection.Messages);
            else if (json.ValueTextEquals("url"u8) || json.ValueTextEquals("stdout"u8)) json.Skip();
            else hasMedia |= EmbeddedMedia.Skip(ref json);
        }

        var block = start..json.BytesConsumed;
        if (isSystem && subjects.BillingLine is { Container: null } line) subjects.BillingLine = line with { Container = block };
        hasToolResult |= kind == BlockKind.Result;
        if (input is { } odd && kind == BlockKind.Call) AddOddInput(odd, number);
        if (number is not null) endsInText = kind == BlockKind.Text;
        if (number is not null && isEmpty && kind == BlockKind.Text) (layout.BlankTexts ??= []).Add(block);
        if (number is { } place && id is { } paired && kind is BlockKind.Call or BlockKind.Result)
        {
            toolCalls ??= new MessagesToolCallValidator();
            if (kind == BlockKind.Call) toolCalls.AddCall(paired.Hash, place);
            else toolCalls.AddResult(paired.Hash, place);
            (layout.ToolCallIds ??= new ToolCallIdSites()).Add(paired with { IsResult = kind == BlockKind.Result }, fits);
        }

        hasFileId |= source.HasFileId;
        if (source.IsMedia)
        {
            if (kind is BlockKind.Image or BlockKind.Document) source.Check(ref json);
            source.CountIn(ref attachments, ref json, kind == BlockKind.Image, json.BytesConsumed - start);
            if (source.NeedsVision(kind == BlockKind.Image)) needs |= Capabilities.Vision;
            if (kind is BlockKind.Image or BlockKind.Document && !isSystem && source.SiteOf(type, kind == BlockKind.Image) is { } site)
                (layout.Media ??= []).Add(site);
            promptBytes -= json.BytesConsumed - start;
        }

        var isElsewhere = kind == BlockKind.Image && !source.IsMedia;
        if (kind == BlockKind.Unknown || hasMedia || isElsewhere || source.HasMore) (attachments ??= new Attachments()).AddUnbounded();

        // These blocks can be removed as a whole.
        if (kind is BlockKind.Text or BlockKind.Thinking or BlockKind.RedactedThinking && layout.Media is { } all)
            all.RemoveRange(media, all.Count - media);
        if (kind is BlockKind.Thinking or BlockKind.RedactedThinking) layout.ThinkingBlocks.Add(new ThinkingBlock(block, signature, isForeign, messages));
        return kind is BlockKind.Other or BlockKind.Unknown or BlockKind.Thinking or BlockKind.RedactedThinking || isEmpty ? null : block;
    }

    /// <summary>
    /// Reads what a system message adds to the tools: a name, or a tool by value
    /// (platform.claude.com/docs/en/build-with-claude/mid-conversation-system-messages).
    /// </summary>
    private void ReadToolChange()
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isDefinition = json.ValueTextEquals("definition"u8);
            json.Read();
            if (!isDefinition || json.TokenType != JsonTokenType.StartObject)
            {
                json.Skip();
                continue;
            }

            ReadTool(isInMessage: true);
            addsTools = true;
            needs |= Capabilities.Tools;
        }
    }

    /// <summary>Reads the changes of the messages that a compaction has replaced.</summary>
    private void ReadToolChanges()
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartArray)
        {
            json.Skip();
            return;
        }

        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.StartObject)
            {
                json.Skip();
                continue;
            }

            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (json.ValueTextEquals("tool"u8)) ReadToolChange();
                else json.Skip();
            }
        }
    }

    /// <returns>The input of a call, if it is no object.</returns>
    private Range? ReadOddInput()
    {
        json.Read();
        var (start, isObject) = (json.TokenStartIndex, json.TokenType == JsonTokenType.StartObject);
        json.Skip();
        return isObject ? null : start..json.BytesConsumed;
    }

    /// <summary>Records an input that stands for an object: null, an empty list or text.</summary>
    private readonly void AddOddInput(Range input, int? block)
    {
        var value = json.Slice(input);
        var isMeant = value[0] is (byte)'n' or (byte)'"' || (value[0] == (byte)'[' && value[1..^1].IndexOfAnyExcept(" \t\r\n"u8) < 0);
        var path = $"messages[{messages}].content[{block}].input";
        if (!isMeant)
        {
            var found = value[0] switch { (byte)'[' => "an array", (byte)'t' => "true", (byte)'f' => "false", _ => "a number" };
            throw new RequestFault($"'{path}' must be an object, not {found}.", path);
        }

        (layout.OddInputs ??= []).Add(input);
    }

    private BlockKind ReadKind(out Range token)
    {
        json.Read();
        token = TokenRange();
        var kind = BlockKinds.Of(ref json);
        json.Skip();
        return kind;
    }

    private ToolCallIdSite? ReadId(out bool fits)
    {
        json.Read();
        fits = true;
        ToolCallIdSite? id = null;
        if (json.TokenType == JsonTokenType.String)
        {
            id = new ToolCallIdSite(TokenRange(), IsResult: false, json.TextHash(), messages);
            fits = ToolCallIds.FitsAnthropic(json.ValueSpan);
        }

        json.Skip();
        return id;
    }

    private bool ReadIsEmpty()
    {
        json.Read();
        var isEmpty = json.TokenType == JsonTokenType.String && BlankText.IsBlank(json.ValueSpan);
        if (isSystem) subjects.BillingLine ??= BillingLine.Find(ref json);
        json.Skip();
        return isEmpty;
    }

    private Range? ReadSignature(out bool isForeign)
    {
        json.Read();
        Range? signature = json.TokenType == JsonTokenType.String ? TokenRange() : null;
        isForeign = signature is null || ReasoningSignatureTag.IsForeign(json.ValueSpan);
        json.Skip();
        return signature;
    }

    /// <summary>Reads the content of a tool result, whose images count too.</summary>
    private void ReadResultContent()
    {
        json.Read();
        if (json.TokenType == JsonTokenType.StartObject)
        {
            ReadBlock(number: null);
            return;
        }

        if (json.TokenType != JsonTokenType.StartArray)
        {
            json.Skip();
            return;
        }

        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType == JsonTokenType.StartObject) ReadBlock(number: null);
            else json.Skip();
        }
    }

    private void ReadCacheControl(PromptSection section) => (layout.CacheMarkers ??= []).Add(CacheMarker.Read(ref json, section));

    private void ReadTools(int name)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null) return;
        if (json.TokenType != JsonTokenType.StartArray) throw new RequestFault("The field 'tools' must be an array.", "tools");
        var (start, number) = (json.TokenStartIndex, 0);
        var toolNames = new NameHashes(stackalloc int[NameHashes.UsualCount]);
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.StartObject)
                throw new RequestFault($"'tools[{number}]' must be an object.", $"tools[{number}]");
            if (ReadTool() is { } tool) repeatsTools |= !toolNames.Add(tool);
            number++;
        }

        toolList = start..json.BytesConsumed;
        if (number > 0) needs |= Capabilities.Tools;
        if (subjects.Tools.Count > 0) subjects.AddField(new BodyField(name, start..json.BytesConsumed));
        promptBytes += json.BytesConsumed - start;
    }

    /// <param name="isInMessage">A message adds the tool to those of the request.</param>
    /// <returns>The hash of its name; null if it has none.</returns>
    private int? ReadTool(bool isInMessage = false)
    {
        var start = json.TokenStartIndex;
        var (isDeferred, isClientTool) = (false, true);
        int? name = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("cache_control"u8))
            {
                ReadCacheControl(PromptSection.Tools);
            }
            else if (json.ValueTextEquals("input_schema"u8))
            {
                ReadSchema();
            }
            else if (json.ValueTextEquals("name"u8))
            {
                json.Read();
                if (json.TokenType == JsonTokenType.String) name = json.TextHash();
                json.Skip();
            }
            else if (json.ValueTextEquals("defer_loading"u8))
            {
                json.Read();
                isDeferred = json.TokenType == JsonTokenType.True;
                json.Skip();
            }
            else if (json.ValueTextEquals("type"u8))
            {
                json.Read();
                if (json.TokenType == JsonTokenType.String)
                    isClientTool &= json.ValueTextEquals("custom"u8) || json.ValueTextEquals("function"u8);
                json.Skip();
            }
            else
            {
                json.Skip();
            }
        }

        var tool = start..json.BytesConsumed;
        subjects.AddTool(tool, isClientTool, isNested: isInMessage);

        // A deferred tool is not part of the prompt and cannot have a cache marker.
        if (isDeferred || isInMessage) return name;
        layout.LastTool = tool;
        if (isClientTool) layout.LastClientTool = tool;
        return name;
    }

    private void ReadSchema()
    {
        json.Read();
        var schema = json.TokenStartIndex;
        if (!ObjectSchema.IsKept(ref json, needsProperties: false)) (layout.UnionSchemas ??= []).Add(schema..json.BytesConsumed);
    }
}
