using System.Collections.Immutable;
using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Compaction;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.Media;
using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;

/// <summary>
/// Reads a request's <c>input</c> in the first pass: its size, the capabilities that it needs, the role of the last item, and the items
/// that must not be sent upstream unchanged.
/// </summary>
internal struct ResponsesInputReader
{
    /// <summary>Longer than any id that the gateway or a provider creates. In characters.</summary>
    private const int MaxIdLength = 200;

    /// <summary>OpenAI's maximum. Compared with the escaped length in bytes, which is at least the number of characters.</summary>
    private const int MaxCallIdLength = 64;

    /// <summary>The gateway's own limit: each reference can insert a stored item of any size.</summary>
    private const int MaxReferences = 128;

    private List<Range>? foreign;
    private List<CompactionItem>? compactions;
    private List<Range>? triggers;
    private List<SignedItem>? signed;
    private List<ItemReference>? references;
    private int referenceCount;
    private ToolCallIdSites? calls;
    private List<ForeignItemId>? foreignIds;
    private List<ProviderTool>? tools;
    private int openCalls;
    private bool hasInstruction;
    private bool isBeforeResult;
    private bool isStored;
    private Attachments? attachments;

    public Capabilities Needs { get; private set; }

    public int Items { get; private set; }

    /// <summary>The size of the input without attachments.</summary>
    public long PromptBytes { get; private set; }

    public readonly Attachments? Attachments => attachments;

    /// <summary>A part refers to a file that is stored at the provider.</summary>
    public bool HasFileId { get; private set; }

    public LastMessageRole LastTurn { get; private set; }

    public int LastTurnBytes { get; private set; }

    /// <summary>Reasoning items without a signature that a provider of this dialect knows.</summary>
    public readonly ImmutableArray<Range> ForeignItems => foreign is null ? [] : [.. foreign];

    /// <summary>Reasoning items with a signature that a provider of this dialect has made.</summary>
    public readonly ImmutableArray<SignedItem> SignedItems => signed is null ? [] : [.. signed];

    /// <summary>The string token of the last signature of reasoning, also of one that is sealed; null if there is none.</summary>
    public Range? LastSignature { get; private set; }

    /// <summary>The ids of function and custom tool calls; null if there are none.</summary>
    public readonly ToolCallIdSites? Calls => calls;

    /// <summary>The arguments of function calls that are not the text of an object; null if there are none.</summary>
    public List<Range>? OddArguments { get; private set; }

    /// <summary>The ids of items that do not begin like OpenAI's for their type; null if there are none.</summary>
    public readonly List<ForeignItemId>? ForeignIds => foreignIds;

    /// <summary>The role of the first item if it is a system or developer message; otherwise null.</summary>
    public Range? FirstInstruction { get; private set; }

    /// <summary>The roles of system and developer messages after the first item; null if there are none.</summary>
    public List<Range>? Instructions { get; private set; }

    /// <summary>A system or developer message is between a call, which may be recalled, and its result.</summary>
    public bool HasInstructionBeforeResult { get; private set; }

    /// <summary>The media that endpoints do not accept as they are; null if there are none.</summary>
    public List<MediaSite>? Media { get; private set; }

    /// <summary>The compaction items: opaque summaries that replace earlier items.</summary>
    public readonly ImmutableArray<CompactionItem> Compactions => compactions is null ? [] : [.. compactions];

    /// <summary>The items of type <c>compaction_trigger</c>.</summary>
    public readonly ImmutableArray<Range> CompactionTriggers => triggers is null ? [] : [.. triggers];

    /// <summary>An item declares tools, in addition to those of the request.</summary>
    public bool DeclaresTools { get; private set; }

    /// <summary>The tools that items declare and that the client does not run.</summary>
    public readonly IReadOnlyList<ProviderTool> Tools => tools ?? (IReadOnlyList<ProviderTool>)[];

    /// <summary>The last item asks to compact the conversation.</summary>
    public bool EndsWithTrigger { get; private set; }

    public readonly ImmutableArray<ItemReference> References => references is null ? [] : [.. references];

    /// <summary>Reads a list of items, which was valid before.</summary>
    public static ResponsesInputReader Read(ReadOnlySpan<byte> items)
    {
        var json = new JsonCursor(items);
        json.Read();
        var input = new ResponsesInputReader { isStored = true };
        input.Read(ref json);
        return input;
    }

    /// <summary>Reads the value at the reader's position, and moves to its end.</summary>
    /// <exception cref="RequestFault">The value is neither a string nor an array of items, or refers to too many stored items.</exception>
    public void Read(ref JsonCursor json)
    {
        if (json.TokenType == JsonTokenType.String)
        {
            (Items, LastTurn, LastTurnBytes) = (1, LastMessageRole.User, json.ValueSpan.Length);
            PromptBytes = json.ValueSpan.Length;
            return;
        }

        if (json.TokenType != JsonTokenType.StartArray)
            throw new RequestFault("The field 'input' must be a string or an array of items.", "input");
        var start = json.TokenStartIndex;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.StartObject)
                throw new RequestFault($"'input[{Items}]' must be an object.", $"input[{Items}]");
            ReadItem(ref json);
            Items++;
            if (referenceCount > MaxReferences)
                throw new RequestFault(
                    $"The field 'input' has more than {MaxReferences} items of type item_reference. Send the items themselves, or continue "
                    + "from a response with 'previous_response_id'.",
                    "input");
        }

        PromptBytes += json.BytesConsumed - start;
    }

    private void ReadItem(ref JsonCursor json)
    {
        var start = json.TokenStartIndex;
        var (turn, isReasoning, isUsable, isReference) = (LastMessageRole.Other, false, false, false);
        string? id = null, prefix = null;
        Range? idValue = null;
        Range? signature = null;
        var isForeign = false;
        ToolCallIdSite? call = null;
        var (isCall, isOutput, fits) = (false, false, true);
        var (isCompaction, isTrigger, isOwn) = (false, false, false);
        Range encrypted = default;
        var media = Media?.Count ?? 0;
        Range? arguments = null, customInput = null;
        Range? instruction = null;
        var declaresTools = false;
        var (isKnown, hasMedia) = (true, false);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("role"u8))
            {
                json.Read();
                turn = json.TokenType != JsonTokenType.String ? LastMessageRole.Other
                    : json.ValueTextEquals("user"u8) ? LastMessageRole.User
                    : json.ValueTextEquals("assistant"u8) ? LastMessageRole.Assistant
                    : LastMessageRole.Other;
                if (json.TokenType == JsonTokenType.String && turn == LastMessageRole.Other) instruction = InstructionRole(ref json);
                json.Skip();
            }
            else if (json.ValueTextEquals("type"u8))
            {
                json.Read();
                if (json.TokenType == JsonTokenType.String)
                {
                    isReasoning = json.ValueTextEquals("reasoning"u8);
                    isReference = json.ValueTextEquals("item_reference"u8);
                    isCall = json.ValueTextEquals("function_call"u8) || json.ValueTextEquals("custom_tool_call"u8);
                    isOutput = json.ValueTextEquals("function_call_output"u8) || json.ValueTextEquals("custom_tool_call_output"u8);
                    prefix = json.ValueTextEquals("function_call"u8) ? "fc_"
                        : json.ValueTextEquals("custom_tool_call"u8) ? "ctc_"
                        : json.ValueTextEquals("message"u8) ? "msg_"
                        : null;
                    isTrigger = json.ValueTextEquals("compaction_trigger"u8);
                    declaresTools = json.ValueTextEquals("additional_tools"u8) || json.ValueTextEquals("tool_search_output"u8);
                    if (json.ValueTextEquals("agent_message"u8)) turn = LastMessageRole.User;
                    isCompaction = json.ValueTextEquals("compaction"u8) || json.ValueTextEquals("compaction_summary"u8);
                    if (json.ValueSpan.EndsWith("_output"u8)) turn = LastMessageRole.Tool;
                    else if (json.ValueSpan.EndsWith("_call"u8) || isReasoning) turn = LastMessageRole.Assistant;
                    isKnown &= json.ValueSpan.EndsWith("_output"u8) || json.ValueSpan.EndsWith("_call"u8) || prefix is not null
                        || isReasoning || isReference || isTrigger || isCompaction || declaresTools
                        || json.ValueSpan.StartsWith("mcp_"u8) || json.ValueTextEquals("agent_message"u8);
                }

                json.Skip();
            }
            else if (json.ValueTextEquals("encrypted_content"u8))
            {
                json.Read();
                signature = json.TokenType == JsonTokenType.String ? json.TokenStartIndex..json.BytesConsumed : null;
                isForeign = signature is not null && ReasoningSignatureTag.IsForeign(json.ValueSpan);
                isUsable |= signature is not null && !isForeign;
                isOwn = json.TokenType == JsonTokenType.String && json.ValueSpan.StartsWith(CompactionItem.OwnPrefix);
                if (isOwn) encrypted = (json.TokenStartIndex + 1)..(json.BytesConsumed - 1);
                json.Skip();
            }
            else if (json.ValueTextEquals("id"u8))
            {
                json.Read();
                if (json.TokenType == JsonTokenType.String)
                {
                    id = json.ValueSpan.Length <= MaxIdLength ? json.GetString() : null;
                    idValue = (json.TokenStartIndex + 1)..(json.BytesConsumed - 1);
                }

                json.Skip();
            }
            else if (json.ValueTextEquals("call_id"u8))
            {
                json.Read();
                if (json.TokenType == JsonTokenType.String)
                {
                    call = new ToolCallIdSite(json.TokenStartIndex..json.BytesConsumed, IsResult: false, json.TextHash(), Items);
                    fits = json.ValueSpan.Length <= MaxCallIdLength;
                }

                json.Skip();
            }
            else if (json.ValueTextEquals("arguments"u8))
            {
                arguments = ReadOddArguments(ref json);
            }
            else if (json.ValueTextEquals("input"u8))
            {
                customInput = ReadOddArguments(ref json);
            }
            else if (json.ValueTextEquals("content"u8) || json.ValueTextEquals("output"u8))
            {
                json.Read();
                isUsable |= ReadContent(ref json) > 0;
            }
            else if (json.ValueTextEquals("tools"u8))
            {
                if (ResponsesToolListReader.ReadOfItem(ref json) is { Count: > 0 } declared) (tools ??= []).AddRange(declared);
            }
            else if (IsText(ref json))
            {
                json.Skip();
            }
            else
            {
                hasMedia |= EmbeddedMedia.Skip(ref json);
            }
        }

        if (!isKnown || hasMedia) AddUnbounded();
        (LastTurn, LastTurnBytes) = (turn, json.BytesConsumed - start);
        DeclaresTools |= declaresTools;
        if (declaresTools) Needs |= Capabilities.Tools;
        else if (instruction is { } role) AddInstruction(role);
        FollowCalls(isCall, isOutput);
        if (call is { } named && (isCall || isOutput)) (calls ??= new ToolCallIdSites()).Add(named with { IsResult = isOutput }, fits);
        if (prefix is not null && idValue is { } value && id is { Length: > 0 } && id.Length == value.End.Value - value.Start.Value
            && !id.StartsWith(prefix, StringComparison.Ordinal))
            (foreignIds ??= []).Add(new ForeignItemId(value, prefix));
        if (arguments is { } odd && prefix == "fc_")
        {
            if (!isStored) EarlierArguments.Check(ref json, odd, "the text of a JSON object");
            (OddArguments ??= []).Add(odd);
        }

        if (customInput is { } other && prefix == "ctc_" && !isStored) EarlierArguments.Check(ref json, other, "a string");
        if (isReference && id is not null && referenceCount++ < MaxReferences)
            (references ??= []).Add(new ItemReference(start..json.BytesConsumed, id, Items));
        if (isCompaction) (compactions ??= []).Add(new CompactionItem(start..json.BytesConsumed, isOwn, encrypted, Items));
        if (isTrigger) (triggers ??= []).Add(start..json.BytesConsumed);
        EndsWithTrigger = isTrigger;

        // These items can be replaced as a whole.
        if ((isReference || isCompaction || isTrigger || isReasoning) && Media is { } all) all.RemoveRange(media, all.Count - media);
        if (isReasoning && !isUsable) (foreign ??= []).Add(start..json.BytesConsumed);
        if (!isReasoning || signature is not { } token) return;
        LastSignature = token;
        if (!isForeign) (signed ??= []).Add(new SignedItem(start..json.BytesConsumed, (token.Start.Value + 1)..(token.End.Value - 1)));
    }

    /// <summary>Whether a field of an item is text or code, in which a URL is no media.</summary>
    private static bool IsText(ref JsonCursor json) =>
        json.ValueTextEquals("action"u8) || json.ValueTextEquals("operation"u8) || json.ValueTextEquals("summary"u8)
        || json.ValueTextEquals("results"u8) || json.ValueTextEquals("queries"u8)
        || json.ValueTextEquals("code"u8);

    /// <summary>Adds media of which nothing is known.</summary>
    private void AddUnbounded() => (attachments ??= new Attachments()).AddUnbounded();

    /// <returns>The value, unless it is text that may be an object.</returns>
    private static Range? ReadOddArguments(ref JsonCursor json)
    {
        json.Read();
        var (start, isText) = (json.TokenStartIndex, json.TokenType == JsonTokenType.String && !ToolArguments.IsNothing(json.ValueSpan));
        json.Skip();
        return isText ? null : start..json.BytesConsumed;
    }

    private static Range? InstructionRole(ref JsonCursor json) =>
        json.ValueTextEquals("system"u8) || json.ValueTextEquals("developer"u8) ? json.TokenStartIndex..json.BytesConsumed : null;

    private void AddInstruction(Range role)
    {
        if (Items == 0) FirstInstruction = role;
        else (Instructions ??= []).Add(role);
        hasInstruction = true;
        isBeforeResult |= openCalls > 0;
    }

    /// <summary>Counts the calls without a result. A result without a call belongs to one of a stored response.</summary>
    private void FollowCalls(bool isCall, bool isOutput)
    {
        if (isCall) openCalls++;
        if (!isOutput) return;
        HasInstructionBeforeResult |= openCalls > 0 ? isBeforeResult : hasInstruction;
        if (openCalls > 0 && --openCalls == 0) isBeforeResult = false;
    }

    /// <returns>The number of parts.</returns>
    private int ReadContent(ref JsonCursor json)
    {
        if (json.TokenType == JsonTokenType.StartObject)
        {
            ReadPart(ref json);
            return 1;
        }

        var parts = 0;
        if (json.TokenType != JsonTokenType.StartArray) return parts;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            parts++;
            if (json.TokenType == JsonTokenType.StartObject) ReadPart(ref json);
            else json.Skip();
        }

        return parts;
    }

    private void ReadPart(ref JsonCursor json)
    {
        var start = json.TokenStartIndex;
        bool image = false, media = false, isKnown = true;
        var found = new PartMedia { Holder = start };
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("type"u8))
            {
                json.Read();
                if (json.TokenType == JsonTokenType.String)
                {
                    image |= json.ValueTextEquals("input_image"u8) || json.ValueTextEquals("computer_screenshot"u8);
                    media |= image || json.ValueTextEquals("input_file"u8) || json.ValueTextEquals("input_audio"u8);
                    isKnown &= media || json.ValueSpan.EndsWith("text"u8) || json.ValueTextEquals("refusal"u8)
                        || json.ValueTextEquals("encrypted_content"u8);
                }

                json.Skip();
            }
            else if (json.ValueTextEquals("input_audio"u8))
            {
                json.Read();
                found.ReadObject(ref json, MediaField.Audio, "data"u8);
            }
            else if (json.ValueTextEquals("image_url"u8))
            {
                found.ReadProperty(ref json, MediaField.Image, "image_url"u8);
            }
            else
            {
                found.ReadProperty(ref json, MediaField.File, "file_data"u8);
            }
        }

        HasFileId |= found.HasFileId;
        if (!media)
        {
            if (!isKnown || found.HasAny) AddUnbounded();
            return;
        }

        if (!isStored) found.Check(ref json);
        found.CountIn(ref attachments, ref json, image, json.BytesConsumed - start);
        if (found.NeedsVision(image)) Needs |= Capabilities.Vision;
        if (found.SiteOf(start..json.BytesConsumed) is { } site) (Media ??= []).Add(site);
        PromptBytes -= json.BytesConsumed - start;
    }
}
