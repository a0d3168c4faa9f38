using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Client;

/// <summary>The conversation and the tools: how large they are, what they need of a model, where caching may be marked.</summary>
internal ref partial struct MessagesRequestReader
{
    private void ReadMessages()
    {
        if (hasMessages) throw new RequestFault("The field 'messages' stands twice.", "messages");
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

        pairing?.End();
        if (messages == 0) throw new RequestFault("messages: at least one message is required.", "messages");
        promptBytes += json.BytesConsumed - start;
        layout.MessagesClose = json.TokenStartIndex;
    }

    private void ReadMessage()
    {
        var start = json.TokenStartIndex;
        var turn = default(LastTurn?);
        (holdsResult, holdsThought, endsInText) = (false, false, false);
        layout.MessagesEnd = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("role"u8))
            {
                json.Read();
                if (json.TokenType != JsonTokenType.String)
                    throw new RequestFault($"'messages[{messages}].role' must be a string.", $"messages[{messages}].role");
                turn = json.ValueTextEquals("user"u8) ? LastTurn.User
                    : json.ValueTextEquals("assistant"u8) ? LastTurn.Assistant
                    : LastTurn.Other;
                if (json.ValueTextEquals("system"u8)) layout.SystemRoles.Add(Here());
            }
            else if (json.ValueTextEquals("content"u8))
            {
                json.Read();
                endsInText = json.TokenType == JsonTokenType.String;
                layout.MessagesEnd = ReadContent($"messages[{messages}].content");
            }
            else
            {
                json.Skip();
            }
        }

        if (turn is null)
            throw new RequestFault($"'messages[{messages}].role' is missing: user, assistant or system.", $"messages[{messages}].role");

        if (turn == LastTurn.Assistant) layout.LastAssistantThinks = holdsThought;
        layout.EndsWithAssistant = turn == LastTurn.Assistant && endsInText;

        pairing?.EndMessage(turn.Value, messages);

        // Instructions in the midst are no turn of their own: what the model is to react to stands before them.
        if (turn == LastTurn.Other && messages > 0) return;
        lastTurn = holdsResult ? LastTurn.Tool : turn.Value;
        lastTurnBytes = json.BytesConsumed - start;
    }

    private void ReadSystem()
    {
        json.Read();
        var start = json.TokenStartIndex;
        if (json.TokenType == JsonTokenType.Null) return;
        layout.SystemEnd = ReadContent("system");
        promptBytes += json.BytesConsumed - start;
    }

    /// <summary>Reads a text or an array of blocks; tells where a mark for caching may stand.</summary>
    private Range? ReadContent(string path)
    {
        if (json.TokenType == JsonTokenType.String) return json.ValueSpan.IsEmpty ? null : Here();
        if (json.TokenType != JsonTokenType.StartArray)
            throw new RequestFault($"'{path}' must be a string or an array of content blocks.", path);
        var (blocks, foreign) = (0, layout.ForeignThoughts.Count);
        Range? markable = null;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.StartObject)
                throw new RequestFault($"'{path}[{blocks}]' must be an object with a type.", $"{path}[{blocks}]");
            markable = ReadBlock(blocks);
            blocks++;
        }

        if (blocks > 0 && layout.ForeignThoughts.Count - foreign == blocks)
            layout.ForeignThoughts[^1] = layout.ForeignThoughts[^1] with { IsLastStanding = true };
        return markable;
    }

    /// <summary>Reads the object at which the reader stands; tells where it is, if it may carry a mark for caching.</summary>
    /// <param name="number">Its place in its message; absent of one within another.</param>
    private Range? ReadBlock(int? number)
    {
        var start = json.TokenStartIndex;
        var kind = BlockKind.Other;
        ToolCallIdSite? id = null;
        bool isEmpty = false, isForeign = true, isMedia = false, fits = true;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("type"u8)) kind = ReadKind();
            else if (json.ValueTextEquals("text"u8)) isEmpty = ReadIsEmpty();
            else if (json.ValueTextEquals("signature"u8)) isForeign = ReadIsForeign();
            else if (json.ValueTextEquals("id"u8) || json.ValueTextEquals("tool_use_id"u8)) id = ReadId(out fits);
            else if (json.ValueTextEquals("source"u8)) isMedia = ReadIsMedia();
            else if (json.ValueTextEquals("content"u8)) ReadInner();
            else if (json.ValueTextEquals("cache_control"u8)) ReadCacheControl();
            else json.Skip();
        }

        var block = start..json.BytesConsumed;
        holdsResult |= kind == BlockKind.Result;
        if (number is not null) endsInText = kind == BlockKind.Text;
        if (number is { } place && id is { } paired && kind is BlockKind.Call or BlockKind.Result)
        {
            pairing ??= new MessagesPairing();
            if (kind == BlockKind.Call) pairing.AddCall(paired.Hash, place);
            else pairing.AddResult(paired.Hash, place);
            (layout.ToolCallIds ??= new ToolCallIdSites()).Add(paired with { IsResult = kind == BlockKind.Result }, fits);
        }

        if (isMedia)
        {
            attachments++;
            if (kind == BlockKind.Image) needs |= Capabilities.Vision;
            promptBytes -= json.BytesConsumed - start;
        }

        if (kind == BlockKind.Thought)
        {
            if (isForeign) layout.ForeignThoughts.Add(new ForeignThought(block, IsLastStanding: false));
            else holdsThought = true;
            return null;
        }

        holdsThought |= kind == BlockKind.RedactedThought;
        return kind is BlockKind.Other or BlockKind.RedactedThought || isEmpty ? null : block;
    }

    private BlockKind ReadKind()
    {
        json.Read();
        var kind = json.TokenType != JsonTokenType.String ? BlockKind.Other
            : json.ValueTextEquals("text"u8) ? BlockKind.Text
            : json.ValueTextEquals("tool_result"u8) ? BlockKind.Result
            : json.ValueTextEquals("tool_use"u8) ? BlockKind.Call
            : json.ValueTextEquals("thinking"u8) ? BlockKind.Thought
            : json.ValueTextEquals("redacted_thinking"u8) ? BlockKind.RedactedThought
            : json.ValueTextEquals("image"u8) ? BlockKind.Image
            : json.ValueTextEquals("document"u8) ? BlockKind.Document
            : BlockKind.Other;
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
            id = new ToolCallIdSite(Here(), IsResult: false, json.TextHash(), messages);
            fits = ToolCallIds.FitsAnthropic(json.ValueSpan);
        }

        json.Skip();
        return id;
    }

    private bool ReadIsEmpty()
    {
        json.Read();
        var isEmpty = json.TokenType == JsonTokenType.String && json.ValueSpan.IsEmpty;
        json.Skip();
        return isEmpty;
    }

    private bool ReadIsForeign()
    {
        json.Read();
        var isForeign = json.TokenType != JsonTokenType.String || ReasoningSignatureTag.IsForeign(json.ValueSpan);
        json.Skip();
        return isForeign;
    }

    /// <summary>The bytes of an image or a page say nothing of its tokens; a document that is text is counted as such.</summary>
    private bool ReadIsMedia()
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return false;
        }

        var isMedia = false;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isType = json.ValueTextEquals("type"u8);
            json.Read();
            if (isType && json.TokenType == JsonTokenType.String)
                isMedia = json.ValueTextEquals("base64"u8) || json.ValueTextEquals("url"u8) || json.ValueTextEquals("file"u8);
            else json.Skip();
        }

        return isMedia;
    }

    /// <summary>What a tool's result holds: images count wherever they stand.</summary>
    private void ReadInner()
    {
        json.Read();
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

    private void ReadCacheControl()
    {
        json.Read();
        layout.HasCacheControl |= json.TokenType == JsonTokenType.StartObject;
        json.Skip();
    }

    private void ReadTools()
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null) return;
        if (json.TokenType != JsonTokenType.StartArray) throw new RequestFault("The field 'tools' must be an array.", "tools");
        var (start, number) = (json.TokenStartIndex, 0);
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.StartObject)
                throw new RequestFault($"'tools[{number}]' must be an object.", $"tools[{number}]");
            ReadTool();
            number++;
        }

        if (number > 0) needs |= Capabilities.Tools;
        promptBytes += json.BytesConsumed - start;
    }

    private void ReadTool()
    {
        var start = json.TokenStartIndex;
        var isDeferred = false;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("cache_control"u8))
            {
                ReadCacheControl();
            }
            else if (json.ValueTextEquals("defer_loading"u8))
            {
                json.Read();
                isDeferred = json.TokenType == JsonTokenType.True;
                json.Skip();
            }
            else
            {
                json.Skip();
            }
        }

        // A tool that is not loaded is no part of the prompt, and may carry no mark.
        layout.ToolsEnd = isDeferred ? null : start..json.BytesConsumed;
    }

    private enum BlockKind
    {
        Other,
        Text,
        Image,
        Document,
        Call,
        Result,
        Thought,
        RedactedThought,
    }
}
