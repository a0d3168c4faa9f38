using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Caching;
using JusInfer.Portal.Gateway.Translation.Media;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;

/// <summary>
/// Reads the messages in the first pass over a request: their number and size, the role of the last one, the capabilities that they need,
/// and whether tool calls and results match.
/// </summary>
internal struct ChatMessagesReader
{
    private const string Roles = "system, developer, user, assistant or tool";

    private ChatToolCallValidator? toolCalls;
    private bool hasResultBlock;
    private Range firstMessage;
    private ChatInstruction? firstInstruction;
    private ChatMarkerSites sites;
    private Attachments? attachments;

    public int Count { get; private set; }

    /// <summary>The size of the messages without their attachments.</summary>
    public long Bytes { get; private set; }

    /// <summary>A part refers to a file that is stored at the provider.</summary>
    public bool HasFileId { get; private set; }

    public readonly Attachments? Attachments => attachments;

    public Capabilities Needs { get; private set; }

    public LastMessageRole LastTurn { get; private set; }

    public int LastTurnBytes { get; private set; }

    /// <summary>Claude Code's billing line at the start of a leading system message; null if there is none.</summary>
    public BillingLine? BillingLine { get; private set; }

    /// <summary>The places of tool calls and their ids; null if there are none.</summary>
    public List<ChatToolCallSite>? Calls { get; private set; }

    /// <summary>The system and developer messages, unless a first one with the role system is the only one; otherwise null.</summary>
    public List<ChatInstruction>? Instructions { get; private set; }

    /// <summary>The fields with earlier reasoning, of any provider; null if there are none.</summary>
    public List<BodyField>? Reasoning { get; private set; }

    /// <summary>The content has blocks in Anthropic's form: calls, results or images.</summary>
    public bool HasBlocks { get; private set; }

    /// <summary>Empty lists of parts or calls; null if there are none.</summary>
    public ChatRepairs? Repairs { get; private set; }

    /// <summary>The fields <c>extra_content</c> of tool calls; null if there are none.</summary>
    public readonly List<BodyField>? CallExtras => toolCalls?.Extras;

    /// <summary>The client's own cache markers; null if there are none.</summary>
    public List<CacheMarker>? CacheMarkers { get; private set; }

    /// <summary>The media that endpoints do not accept as they are; null if there are none.</summary>
    public List<MediaSite>? Media { get; private set; }

    public readonly ChatMarkerSites MarkerSites => sites;

    /// <summary>The offset of the bracket that closes the array.</summary>
    public int EndOffset { get; private set; }

    /// <summary>Reads the value of <c>messages</c>.</summary>
    /// <param name="json">Positioned at the property's name; moves to the array's end.</param>
    public void Read(ref JsonCursor json)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartArray) throw new RequestFault("The field 'messages' must be an array.", "messages");
        var start = json.TokenStartIndex;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.StartObject)
                throw new RequestFault($"'messages[{Count}]' must be an object.", $"messages[{Count}]");
            ReadMessage(ref json);
            Count++;
        }

        if (BillingLine is { Container: null } line && Count > 1) BillingLine = line with { Container = firstMessage };
        if (Count == 0) throw new RequestFault("The field 'messages' is empty: send at least one message.", "messages");
        toolCalls?.End(LastTurn);
        Bytes += json.BytesConsumed - start;
        EndOffset = json.TokenStartIndex;
    }

    private void ReadMessage(ref JsonCursor json)
    {
        var start = json.TokenStartIndex;
        var (hasRole, isSystem, calls, markers, media) = (false, false, Calls?.Count, CacheMarkers?.Count ?? 0, Media?.Count ?? 0);
        ChatInstruction? instruction = null;
        var (content, reasoning, isEmptyList) = (default(Range), default(MessageReasoning), false);
        hasResultBlock = false;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("role"u8))
            {
                LastTurn = ReadRole(ref json);
                (hasRole, isSystem) = (true, LastTurn == LastMessageRole.Other);
                if (isSystem) instruction = ReadInstruction(ref json);
            }
            else if (json.ValueTextEquals("content"u8))
            {
                content = ReadContentRange(ref json, out isEmptyList);
            }
            else if (json.ValueTextEquals("tool_calls"u8) || json.ValueTextEquals("function_call"u8))
            {
                ReadCalls(ref json, isResult: false);
            }
            else if (json.ValueTextEquals("tool_call_id"u8))
            {
                ReadCalls(ref json, isResult: true);
            }
            else
            {
                ReadOther(ref json, ref reasoning);
            }
        }

        if (!hasRole) throw new RequestFault($"'messages[{Count}].role' is missing: {Roles}.", $"messages[{Count}].role");
        if (LastTurn == LastMessageRole.Tool) toolCalls ??= new ChatToolCallValidator();
        if (isEmptyList && instruction is null)
            (Repairs ??= new ChatRepairs()).Contents.Add(new EmptyContent(content, toolCalls is { HasCalls: true }));
        toolCalls?.EndMessage(LastTurn, Count);
        if (hasResultBlock && LastTurn == LastMessageRole.User) LastTurn = LastMessageRole.Tool;
        if (Count == 0) firstMessage = start..json.BytesConsumed;
        if (instruction is { } found) Add(found with { Message = start..json.BytesConsumed, Content = content });

        // Instructions can be moved or removed as a whole, and media in them are rare.
        if (isSystem && Media is { } all) all.RemoveRange(media, all.Count - media);
        if (Calls is { } places && places.Count != (calls ?? 0))
            places[^1] = places[^1] with { MessageEnd = json.BytesConsumed, Reasoning = reasoning };
        if (Count == 0 && !isSystem) BillingLine = null;
        LastTurnBytes = json.BytesConsumed - start;
        if (!sites.EndMessage(instruction is not null, LastTurn == LastMessageRole.Assistant)) return;
        for (; markers < CacheMarkers?.Count; markers++)
            CacheMarkers[markers] = CacheMarkers[markers] with { Section = PromptSection.System };
    }

    private void ReadOther(ref JsonCursor json, ref MessageReasoning found)
    {
        if (json.ValueTextEquals("cache_control"u8))
        {
            AddMarker(ref json, PromptSection.Messages);
            return;
        }

        var name = json.TokenStartIndex;
        var isContent = json.ValueTextEquals("reasoning_content"u8);
        var isDetails = json.ValueTextEquals("reasoning_details"u8);
        var isReasoning = isContent || isDetails || json.ValueTextEquals("reasoning"u8);

        // The id of a recording of the provider, which it reads again.
        var isAudio = json.ValueTextEquals("audio"u8);
        if (!isReasoning)
        {
            if (EmbeddedMedia.Skip(ref json) || (isAudio && json.TokenType == JsonTokenType.EndObject)) AddUnbounded();
            return;
        }

        json.Read();
        var value = json.TokenStartIndex;
        json.Skip();
        var field = new BodyField(name, value..json.BytesConsumed);
        (Reasoning ??= []).Add(field);
        if (isContent) found = found with { Content = field.Value };
        if (isDetails) found = found with { Details = field.Value };
    }

    /// <summary>Records a marker of the client.</summary>
    /// <param name="json">Positioned at the field's name; moves to the end of its value.</param>
    /// <param name="section">What it marks.</param>
    public void AddMarker(ref JsonCursor json, PromptSection section) => (CacheMarkers ??= []).Add(CacheMarker.Read(ref json, section));

    private void ReadCalls(ref JsonCursor json, bool isResult)
    {
        var (name, start) = (json.TokenStartIndex, json.BytesConsumed);
        var hasValue = (toolCalls ??= new ChatToolCallValidator()).Read(ref json);
        var value = start..json.BytesConsumed;
        if (hasValue) (Calls ??= []).Add(new ChatToolCallSite(value, isResult));
        else (Repairs ??= new ChatRepairs()).Calls.Add(new BodyField(name, value));
    }

    private readonly ChatInstruction? ReadInstruction(ref JsonCursor json)
    {
        var isDeveloper = json.ValueTextEquals("developer"u8);
        if (!isDeveloper && !json.ValueTextEquals("system"u8)) return null;
        return new ChatInstruction(Count, isDeveloper, json.TokenStartIndex..json.BytesConsumed);
    }

    /// <summary>Nearly all requests have one system message, the first, which every endpoint accepts.</summary>
    private void Add(ChatInstruction instruction)
    {
        if (Count == 0 && !instruction.IsDeveloper) firstInstruction = instruction;
        else (Instructions ??= firstInstruction is { } first ? [first] : []).Add(instruction);
    }

    private Range ReadContentRange(ref JsonCursor json, out bool isEmptyList)
    {
        isEmptyList = ReadContent(ref json, out var start) == 0;
        return start..json.BytesConsumed;
    }

    private readonly LastMessageRole ReadRole(ref JsonCursor json)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.String)
            throw new RequestFault($"'messages[{Count}].role' must be a string.", $"messages[{Count}].role");
        return json.ValueTextEquals("user"u8) ? LastMessageRole.User
            : json.ValueTextEquals("tool"u8) || json.ValueTextEquals("function"u8) ? LastMessageRole.Tool
            : json.ValueTextEquals("assistant"u8) ? LastMessageRole.Assistant
            : LastMessageRole.Other;
    }

    /// <returns>The number of parts; null if the content is not a list.</returns>
    private int? ReadContent(ref JsonCursor json, out int start)
    {
        json.Read();
        start = json.TokenStartIndex;
        if (Count == 0) BillingLine = Requests.BillingLine.Find(ref json);
        switch (json.TokenType)
        {
            case JsonTokenType.String:
                if (!BlankText.IsBlank(json.ValueSpan)) sites.Text = start..json.BytesConsumed;
                return null;
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.StartArray:
                var parts = 0;
                while (json.Read() && json.TokenType != JsonTokenType.EndArray)
                {
                    if (json.TokenType == JsonTokenType.StartObject) ReadPart(ref json, parts);
                    else if (json.TokenType != JsonTokenType.String) throw ContentFault();
                    parts++;
                }

                // Without its only part, the message is removed as a whole.
                if (Count == 0 && parts == 1 && BillingLine is { } line) BillingLine = line with { Container = null };
                return parts;
            default:
                throw ContentFault();
        }
    }

    private readonly RequestFault ContentFault() =>
        new($"'messages[{Count}].content' must be a string, null or an array of content parts.", $"messages[{Count}].content");

    private void ReadPart(ref JsonCursor json, int number)
    {
        var start = json.TokenStartIndex;
        bool image = false, media = false, text = false, blank = true, isKnown = true;
        var found = default(PartMedia);
        bool isCall = false, isResult = false, isSourced = false;
        int? id = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("cache_control"u8))
            {
                AddMarker(ref json, PromptSection.Messages);
                continue;
            }

            if (TryReadMedia(ref json, ref found)) continue;
            var isType = json.ValueTextEquals("type"u8);
            var isText = json.ValueTextEquals("text"u8);
            var isId = json.ValueTextEquals("id"u8) || json.ValueTextEquals("tool_use_id"u8);
            var (isSource, isContent) = (json.ValueTextEquals("source"u8), json.ValueTextEquals("content"u8));
            if (!isType && !isText && !isId && !isSource && !isContent)
            {
                found.HasMore |= EmbeddedMedia.Skip(ref json);
                continue;
            }

            json.Read();
            if (isText && Count == 0) BillingLine ??= Requests.BillingLine.Find(ref json);
            if (isText) blank = json.TokenType != JsonTokenType.String || BlankText.IsBlank(json.ValueSpan);
            if (isType && json.TokenType == JsonTokenType.String)
            {
                text = json.ValueTextEquals("text"u8);
                image |= json.ValueTextEquals("image_url"u8) || json.ValueTextEquals("image"u8);
                media |= image || json.ValueTextEquals("file"u8) || json.ValueTextEquals("input_audio"u8)
                    || json.ValueTextEquals("audio_url"u8) || json.ValueTextEquals("video_url"u8) || json.ValueTextEquals("document"u8);
                (isCall, isResult) = (json.ValueTextEquals("tool_use"u8), json.ValueTextEquals("tool_result"u8));
                isKnown &= text || media || isCall || isResult || IsOfText(ref json);
            }
            else if (isId && json.TokenType == JsonTokenType.String)
            {
                id = json.TextHash();
            }
            else if (isContent && json.TokenType == JsonTokenType.StartArray)
            {
                ReadResultContent(ref json);
            }
            else
            {
                var isObject = (isSource || isContent) && json.TokenType == JsonTokenType.StartObject;
                isSourced |= isSource && isObject;
                isKnown &= !isObject || !EmbeddedMedia.Skip(ref json);
                json.Skip();
            }
        }

        HasFileId |= found.HasFileId;
        HasBlocks |= isCall || isResult || (media && isSourced);
        if (isCall) (toolCalls ??= new ChatToolCallValidator()).AddBlockCall(id, number);
        if (isResult) (toolCalls ??= new ChatToolCallValidator()).AddBlockResult(id, number);
        hasResultBlock |= isResult;
        var isRemovable = Count == 0 && BillingLine is { Container: null, IsWholeText: true };
        if (Count == 0 && BillingLine is { Container: null } line) BillingLine = line with { Container = start..json.BytesConsumed };
        if (text && !blank && !isRemovable) sites.Text = start..json.BytesConsumed;
        if (!media)
        {
            if (!isKnown || found.HasAny) AddUnbounded();
            return;
        }

        found.Check(ref json);
        found.CountIn(ref attachments, ref json, image, json.BytesConsumed - start);
        if (found.NeedsVision(image)) Needs |= Capabilities.Vision;
        if (found.SiteOf(start..json.BytesConsumed) is { } site) (Media ??= []).Add(site);
        Bytes -= json.BytesConsumed - start;
    }

    /// <summary>Whether a type is that of a part without media.</summary>
    private static bool IsOfText(ref JsonCursor json) =>
        json.ValueTextEquals("refusal"u8) || json.ValueTextEquals("thinking"u8) || json.ValueTextEquals("redacted_thinking"u8)
        || json.ValueTextEquals("reasoning"u8) || json.ValueTextEquals("input_text"u8) || json.ValueTextEquals("output_text"u8);

    private void AddUnbounded() => (attachments ??= new Attachments()).AddUnbounded();

    /// <summary>Reads the content of a result in Anthropic's form, whose images count too.</summary>
    private void ReadResultContent(ref JsonCursor json)
    {
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.StartObject)
            {
                json.Skip();
                continue;
            }

            var (start, isImage, isText, hasMedia) = (json.TokenStartIndex, false, false, false);
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (!json.ValueTextEquals("type"u8))
                {
                    hasMedia |= EmbeddedMedia.Skip(ref json);
                    continue;
                }

                json.Read();
                if (json.TokenType == JsonTokenType.String)
                {
                    isImage |= json.ValueTextEquals("image"u8) || json.ValueTextEquals("image_url"u8);
                    isText = json.ValueTextEquals("text"u8);
                }

                json.Skip();
            }

            if (!isImage)
            {
                if (!isText || hasMedia) AddUnbounded();
                continue;
            }

            (attachments ??= new Attachments()).AddImage();
            attachments.Bytes += json.BytesConsumed - start;
            Needs |= Capabilities.Vision;
            Bytes -= json.BytesConsumed - start;
        }
    }

    /// <summary>Reads the value of a field with media.</summary>
    private static bool TryReadMedia(ref JsonCursor json, ref PartMedia found)
    {
        if (json.ValueTextEquals("image_url"u8) || json.ValueTextEquals("audio_url"u8))
        {
            json.Read();
            if (json.TokenType == JsonTokenType.String) found.ReadContent(ref json, MediaField.Image);
            else found.ReadObject(ref json, MediaField.Image, "url"u8);
            return true;
        }

        var isFile = json.ValueTextEquals("file"u8);
        if (!isFile && !json.ValueTextEquals("input_audio"u8)) return false;
        json.Read();
        if (isFile) found.ReadObject(ref json, MediaField.File, "file_data"u8);
        else found.ReadObject(ref json, MediaField.Audio, "data"u8);
        return true;
    }
}
