using System.Text.Encodings.Web;
using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Upstream;

/// <summary>
/// Reads Messages answers. Blocks are identified by their index, so that they may overlap. For a client of the same dialect it also reports
/// properties and blocks that the hub has no delta for. For other clients, blocks of the provider's own tools are skipped, because the text
/// contains their results.
/// </summary>
/// <param name="frame">Keeps the message around the content if the client uses the dialect; otherwise null.</param>
internal sealed class MessagesResponseReader(MessageFrame? frame = null) : IResponseReader
{
    private readonly Dictionary<int, OpenBlock> open = [];
    private List<int>? callsWithoutArguments;
    private UsageFields usage;
    private int calls;
    private int characters;
    private bool hasContent;
    private bool hasUnknownBlock;
    private bool isFinished;

    /// <summary>Also reports extensions that are not content, for a writer of the same dialect.</summary>
    public bool ReportsAllExtensions { get; set; }

    /// <summary>The answer has a tool call whose id clients of the dialect do not accept.</summary>
    public bool HasUnfitId { get; private set; }

    private bool IsNative => frame is not null;

    public EventOutcome Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IResponseSink sink)
    {
        var messageEvent = Parse(name, data);
        return ReadEvent(in messageEvent, data, sink);
    }

    /// <summary>Reads the form of an event, and adds its usage to that of the answer.</summary>
    public MessageEvent Parse(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data) => MessageEvent.Read(name, data, ref usage);

    /// <summary>Reports the deltas of an event.</summary>
    /// <param name="messageEvent">The event.</param>
    /// <param name="data">Its JSON.</param>
    /// <param name="sink">Receives the deltas.</param>
    public EventOutcome ReadEvent(ref readonly MessageEvent messageEvent, ReadOnlySpan<byte> data, IResponseSink sink)
    {
        if (messageEvent.Error is { } error) return EventOutcome.Reported(error);
        if (messageEvent.TypeName.IsEmpty) return UntypedEvent.Read(data);
        if (ReportsAllExtensions) ReportExtensions(in messageEvent, data, sink);
        switch (messageEvent.Type)
        {
            case EventType.BlockStart when messageEvent.HasBlock:
                if (open.Remove(messageEvent.Index, out var unstopped)) Stop(unstopped, sink);
                open[messageEvent.Index] = Start(in messageEvent.Block, data, sink);
                break;
            case EventType.BlockDelta when BlockOf(in messageEvent) is { } block:
                Continue(block, in messageEvent.Delta, data, sink);
                break;
            case EventType.BlockStop when open.Remove(messageEvent.Index, out var block):
                Stop(block, sink);
                if (IsNative && block.Type == BlockType.Other) sink.Extension(ExtensionKind.ItemEvent, data);
                break;
            case EventType.MessageStop:
                if (hasContent) Finish(calls > 0 ? "tool_use"u8 : "end_turn"u8, sequence: null, sink);
                return EventOutcome.Ended;
        }

        if (!messageEvent.Model.IsEmpty) sink.Model(messageEvent.Model);
        if (messageEvent.HasUsage) ReportUsage(sink);
        if (!messageEvent.Delta.StopReason.IsEmpty) Finish(messageEvent.Delta.StopReason, messageEvent.Delta.StopSequence, sink);
        return EventOutcome.Continues;
    }

    /// <summary>Reports the parts of an event that are neither content nor the end of the answer.</summary>
    public void ReportExtensions(ref readonly MessageEvent messageEvent, ReadOnlySpan<byte> data, IResponseSink sink)
    {
        frame?.Keep(in messageEvent, data);
        if (messageEvent.Type == EventType.Other && !messageEvent.TypeName.SequenceEqual("ping"u8)) sink.Extension(ExtensionKind.UnknownEvent, data);
    }

    public EventOutcome ReadBuffered(ReadOnlySpan<byte> body, IResponseSink sink)
    {
        var stop = default(ReadOnlySpan<byte>);
        string? sequence = null;
        bool hasBlocks = false, hasUsage = false;
        UpstreamError? error = null;
        var json = new Utf8JsonReader(body, JsonDepth.ReaderOptions);
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject) throw new JsonException("A message is a JSON object.");
        frame?.KeepBuffered(body);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("content"u8))
            {
                hasBlocks = ReadContent(ref json, body, sink);
            }
            else if (json.ValueTextEquals("usage"u8))
            {
                json.Read();
                hasUsage = json.TokenType == JsonTokenType.StartObject;
                if (hasUsage) usage.Merge(UsageFields.Read(ref json));
                else json.Skip();
            }
            else if (json.ValueTextEquals("model"u8))
            {
                sink.Model(MessageBlock.Escaped(ref json));
            }
            else if (json.ValueTextEquals("stop_reason"u8))
            {
                stop = MessageBlock.Escaped(ref json);
            }
            else if (json.ValueTextEquals("stop_sequence"u8))
            {
                json.Read();
                sequence = json.TokenType == JsonTokenType.String ? json.GetString() : null;
                json.Skip();
            }
            else if (json.ValueTextEquals("error"u8))
            {
                json.Read();
                if (json.TokenType != JsonTokenType.Null) error = UpstreamError.Read(ref json);
            }
            else
            {
                json.Skip();
            }
        }

        if (hasUsage) ReportUsage(sink);
        if (error is { } reported) return EventOutcome.Reported(reported);
        if (!hasBlocks) return EventOutcome.Failed("sent a response that is not a message");
        Finish(stop, sequence, sink);
        return EventOutcome.Ended;
    }

    private bool ReadContent(ref Utf8JsonReader json, ReadOnlySpan<byte> body, IResponseSink sink)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartArray)
        {
            json.Skip();
            return false;
        }

        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.StartObject)
            {
                json.Skip();
                continue;
            }

            var block = MessageBlock.Read(ref json, body);
            ReadOnlySpan<byte> start = IsNative && block.Type == BlockType.Other
                ? [.. "{\"type\":\"content_block_start\",\"content_block\":"u8, .. block.Json, (byte)'}']
                : default;
            Stop(Start(in block, start, sink), sink);
            if (!start.IsEmpty) sink.Extension(ExtensionKind.ItemEvent, "{\"type\":\"content_block_stop\"}"u8);
        }

        return true;
    }

    private OpenBlock Start(ref readonly MessageBlock block, ReadOnlySpan<byte> data, IResponseSink sink)
    {
        var started = new OpenBlock(block.Type)
        {
            Number = calls,
            TextStart = characters,
        };
        if (IsNative && block.Type is BlockType.Text or BlockType.Thinking or BlockType.RedactedThinking)
            sink.Extension(ExtensionKind.Block, MessagesExtensions.Of(in block));
        switch (block.Type)
        {
            case BlockType.Text:
                Text(block.Text, sink);
                if (!IsNative) started.AddCitations(block.Citations);
                break;
            case BlockType.Thinking:
                if (!block.Text.IsEmpty) sink.Reasoning(block.Text);
                started.AddSignature(block.Signature);
                break;
            case BlockType.RedactedThinking:
                sink.Signature(new ReasoningSignature(ReasoningSignatureKind.AnthropicRedacted, JsonText.OfEscaped(block.Data)));
                break;
            case BlockType.ToolUse:
                started.Input = block.Input.ToArray();
                BeginCall(in block, sink);
                break;
            case BlockType.Other when IsNative:
                (hasUnknownBlock, hasContent) = (true, true);
                sink.Extension(ExtensionKind.ItemEvent, data);
                break;
        }

        return started;
    }

    private void BeginCall(ref readonly MessageBlock block, IResponseSink sink)
    {
        hasContent = true;
        HasUnfitId |= !ToolCallIds.Fits(block.Id, ToolCallIdRule.Anthropic);
        var extensions = IsNative ? MessagesExtensions.Of(in block).ToArray() : [];
        sink.ToolCall(calls++, new ToolCallHead(block.Id, block.Name) { Extensions = extensions });
    }

    /// <summary>
    /// The block of a delta. Text and reasoning of a block that never began begin one; a tool call cannot, because its name is unknown.
    /// </summary>
    private OpenBlock? BlockOf(ref readonly MessageEvent messageEvent)
    {
        if (open.TryGetValue(messageEvent.Index, out var begun)) return begun;
        if (!messageEvent.Delta.PartialJson.IsEmpty) return null;
        var type = messageEvent.Delta.Thinking.IsEmpty && messageEvent.Delta.Signature.IsEmpty ? BlockType.Text : BlockType.Thinking;
        return open[messageEvent.Index] = new OpenBlock(type) { Number = calls, TextStart = characters };
    }

    private void Continue(OpenBlock block, ref readonly MessageDelta delta, ReadOnlySpan<byte> data, IResponseSink sink)
    {
        if (!delta.HasContentFor(block.Type))
        {
            if (block.Type == BlockType.Text && !IsNative) block.AddCitation(delta.Citation);
            else if (IsNative && (delta.Target != block.Type || block.Type == BlockType.Other))
                sink.Extension(block.Type == BlockType.Other ? ExtensionKind.ItemEvent : ExtensionKind.UnknownEvent, data);
            return;
        }

        if (ReportsAllExtensions) MessagesExtensions.ReportDelta(data, sink);
        switch (block.Type)
        {
            case BlockType.Text:
                Text(delta.Text, sink);
                block.AddCitation(IsNative ? default : delta.Citation);
                break;
            case BlockType.Thinking:
                if (!delta.Thinking.IsEmpty) sink.Reasoning(delta.Thinking);
                Signature(block, delta.Signature, sink);
                break;
            case BlockType.ToolUse:
                block.Input = [];
                block.HasArguments = true;
                sink.Arguments(block.Number, delta.PartialJson);
                break;
        }
    }

    /// <summary>Collects a signature that is received in pieces. Other dialects and this dialect's SDKs expect it as a whole.</summary>
    private void Signature(OpenBlock block, ReadOnlySpan<byte> escaped, IResponseSink sink)
    {
        if (escaped.IsEmpty) return;
        if (!IsNative) block.AddSignature(escaped);
        else if (!block.IsSigned) sink.Signature(new ReasoningSignature(ReasoningSignatureKind.AnthropicSignature, JsonText.OfEscaped(escaped)));
        block.IsSigned = true;
    }

    private void Stop(OpenBlock block, IResponseSink sink)
    {
        // Arguments in the block itself, as in every answer that is not streamed.
        if (block.Input.Length > 0)
            sink.Arguments(block.Number, JsonEncodedText.Encode(block.Input, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
        else if (IsNative && block is { Type: BlockType.ToolUse, HasArguments: false })
            EndCall(block.Number, sink);
        if (block.Signature is { } signature) sink.Signature(new ReasoningSignature(ReasoningSignatureKind.AnthropicSignature, signature));
        foreach (var citation in block.Citations)
        {
            if (MessagesCitation.AsAnnotation(citation, block.TextStart, characters) is { } annotation) sink.Citation(annotation);
        }
    }

    /// <summary>
    /// Reports an empty object as the arguments of a call without arguments. Otherwise the normalizer would add it, and the answer would
    /// count as changed by the pipeline.
    /// </summary>
    private void EndCall(int number, IResponseSink sink)
    {
        sink.Arguments(number, default);
        (callsWithoutArguments ??= []).Add(number);
    }

    private void Text(ReadOnlySpan<byte> escaped, IResponseSink sink)
    {
        if (escaped.IsEmpty) return;
        hasContent = true;
        if (!IsNative) characters += MessagesCitation.Characters(escaped);
        sink.Text(escaped);
    }

    private void ReportUsage(IResponseSink sink)
    {
        sink.Usage(usage.Normalize(UsageConvention.Anthropic));
        if (usage.Tier is { } tier) sink.Tier(tier);
        if (usage.WebSearches is { } searches) sink.HostedToolCalls("web_search", searches);
        if (usage.CodeExecutions is { } executions) sink.HostedToolCalls("code_execution", executions);
    }

    private void Finish(ReadOnlySpan<byte> word, string? sequence, IResponseSink sink)
    {
        if (isFinished) return;
        isFinished = true;
        foreach (var block in open.Values) Stop(block, sink);
        open.Clear();
        callsWithoutArguments?.ForEach(number => sink.Arguments(number, "{}"u8));
        var reason = IsNative ? StopReasons.ReadNative(word) : StopReasons.Read(word);

        // An unknown block may be a call for the client.
        if (reason == FinishReason.ToolCalls && calls == 0 && (!IsNative || hasUnknownBlock)) reason = FinishReason.Stop;
        frame?.KeepStop(word, reason);
        sink.Finish(reason, sequence);
    }

    /// <summary>A block that has begun, with the parts that are reported when it stops.</summary>
    private sealed class OpenBlock(BlockType type)
    {
        private List<byte>? signature;
        private List<byte[]>? citations;

        public BlockType Type => type;

        /// <summary>The number of the tool call.</summary>
        public required int Number { get; init; }

        /// <summary>Characters of text before the block.</summary>
        public required int TextStart { get; init; }

        /// <summary>The arguments in the start of a tool call.</summary>
        public byte[] Input { get; set; } = [];

        /// <summary>Arguments of the tool call were received in deltas.</summary>
        public bool HasArguments { get; set; }

        /// <summary>A signature was received in a delta.</summary>
        public bool IsSigned { get; set; }

        public IReadOnlyList<byte[]> Citations => citations ?? [];

        public void AddSignature(ReadOnlySpan<byte> escaped)
        {
            if (!escaped.IsEmpty) (signature ??= []).AddRange(escaped);
        }

        /// <summary>The signature; null if the block has none.</summary>
        public JsonText? Signature => signature is null ? null : JsonText.OfEscaped([.. signature]);

        public void AddCitation(ReadOnlySpan<byte> citation)
        {
            if (!citation.IsEmpty) (citations ??= []).Add(citation.ToArray());
        }

        public void AddCitations(ReadOnlySpan<byte> array)
        {
            if (array.IsEmpty) return;
            var json = new Utf8JsonReader(array);
            json.Read();
            while (json.Read() && json.TokenType == JsonTokenType.StartObject)
            {
                var start = (int)json.TokenStartIndex;
                json.Skip();
                AddCitation(array[start..(int)json.BytesConsumed]);
            }
        }
    }
}
