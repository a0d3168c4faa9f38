using System.Text.Encodings.Web;
using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Upstream;

/// <summary>
/// Reads Messages answers. Blocks are told by their index, so that they may overlap; what the provider's own tools did is passed over,
/// since the text says what came of it.
/// </summary>
/// <param name="hasAnswerTool">The request offered the tool whose arguments are the answer.</param>
internal sealed class MessagesAnswerReader(bool hasAnswerTool = false) : IAnswerReader
{
    private readonly HeldText text = new(hasAnswerTool);
    private readonly Dictionary<int, OpenBlock> open = [];
    private MessagesUsage usage;
    private int calls;
    private int characters;
    private bool finished;

    public EventOutcome Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IAnswerSink sink)
    {
        var read = MessageEvent.Read(name, data, ref usage);
        if (read.Error is { } error) return EventOutcome.Reported(error);
        if (read.TypeName.IsEmpty) return UntypedEvent.Read(data);
        switch (read.Type)
        {
            case EventType.BlockStart:
                open[read.Index] = Start(read.Block, sink);
                break;
            case EventType.BlockDelta when BlockOf(read) is { } block:
                GoOn(block, read.Delta, sink);
                break;
            case EventType.BlockStop when open.Remove(read.Index, out var block):
                Stop(block, sink);
                break;
            case EventType.MessageStop:
                if (!finished && (calls > 0 || characters > 0)) Finish(calls > 0 ? "tool_use"u8 : "end_turn"u8, sequence: null, sink);
                return EventOutcome.Ended;
        }

        if (read.HasUsage) sink.Usage(usage.Buckets);
        if (!read.Delta.StopReason.IsEmpty) Finish(read.Delta.StopReason, read.Delta.StopSequence, sink);
        return EventOutcome.Continues;
    }

    public EventOutcome ReadWhole(ReadOnlySpan<byte> body, IAnswerSink sink)
    {
        var stop = default(ReadOnlySpan<byte>);
        string? sequence = null;
        bool hasContent = false, hasUsage = false;
        var json = new Utf8JsonReader(body, JsonDepth.OfReader);
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject) throw new JsonException("A message is a JSON object.");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("content"u8))
            {
                hasContent = ReadContent(ref json, body, sink);
            }
            else if (json.ValueTextEquals("usage"u8))
            {
                json.Read();
                hasUsage = json.TokenType == JsonTokenType.StartObject;
                if (hasUsage) usage.Read(ref json);
                else json.Skip();
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
                if (json.TokenType != JsonTokenType.Null) return EventOutcome.Reported(UpstreamError.Read(ref json));
            }
            else
            {
                json.Skip();
            }
        }

        if (!hasContent) return EventOutcome.Failed("answered no message");
        if (hasUsage) sink.Usage(usage.Buckets);
        Finish(stop, sequence, sink);
        return EventOutcome.Ended;
    }

    private bool ReadContent(ref Utf8JsonReader json, ReadOnlySpan<byte> body, IAnswerSink sink)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartArray)
        {
            json.Skip();
            return false;
        }

        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType == JsonTokenType.StartObject) Stop(Start(MessageBlock.Read(ref json, body), sink), sink);
            else json.Skip();
        }

        return true;
    }

    private OpenBlock Start(MessageBlock block, IAnswerSink sink)
    {
        var started = new OpenBlock(block.Type)
        {
            Number = calls,
            TextStart = characters,
            IsAnswer = block.Type == BlockType.ToolUse && block.Name == AnswerTool.Name,
        };
        switch (block.Type)
        {
            case BlockType.Text:
                Text(block.Text, sink);
                started.AddCitations(block.Citations);
                break;
            case BlockType.Thinking:
                if (!block.Text.IsEmpty) sink.Reasoning(block.Text);
                started.Signature.AddRange(block.Signature);
                break;
            case BlockType.RedactedThinking:
                sink.Signature(new ReasoningSignature(ReasoningSignatureKind.AnthropicRedacted, JsonText.OfEscaped(block.Data)));
                break;
            case BlockType.ToolUse when started.IsAnswer && !text.Begin():
                started.IsSurplus = true;
                break;
            case BlockType.ToolUse:
                if (!started.IsAnswer) sink.ToolCall(calls++, new ToolCallHead(block.Id, block.Name));
                started.Input = block.Input.ToArray();
                break;
        }

        return started;
    }

    /// <summary>
    /// The block of a piece; of text and thoughts a new one where it never began, and none of a call, since nothing can be made of that.
    /// </summary>
    private OpenBlock? BlockOf(MessageEvent read)
    {
        if (open.TryGetValue(read.Index, out var begun)) return begun;
        if (!read.Delta.PartialJson.IsEmpty) return null;
        var type = read.Delta.Thinking.IsEmpty && read.Delta.Signature.IsEmpty ? BlockType.Text : BlockType.Thinking;
        return open[read.Index] = new OpenBlock(type) { Number = calls, TextStart = characters };
    }

    private void GoOn(OpenBlock block, MessageDelta delta, IAnswerSink sink)
    {
        switch (block.Type)
        {
            case BlockType.Text:
                Text(delta.Text, sink);
                block.AddCitation(delta.Citation);
                break;
            case BlockType.Thinking:
                if (!delta.Thinking.IsEmpty) sink.Reasoning(delta.Thinking);
                block.Signature.AddRange(delta.Signature);
                break;
            case BlockType.ToolUse when !delta.PartialJson.IsEmpty:
                block.Input = [];
                Arguments(block, delta.PartialJson, sink);
                break;
        }
    }

    private void Stop(OpenBlock block, IAnswerSink sink)
    {
        // Arguments that stood whole in the block itself, as in every answer that is not streamed.
        if (block.Input.Length > 0)
            Arguments(block, JsonEncodedText.Encode(block.Input, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes, sink);
        if (block.Signature.Count > 0) sink.Signature(new ReasoningSignature(ReasoningSignatureKind.AnthropicSignature, JsonText.OfEscaped([.. block.Signature])));
        foreach (var citation in block.Citations)
        {
            if (MessagesCitation.AsAnnotation(citation, block.TextStart, characters) is { } annotation) text.Cite(annotation, sink);
        }
    }

    private void Arguments(OpenBlock block, ReadOnlySpan<byte> escaped, IAnswerSink sink)
    {
        if (!block.IsAnswer)
        {
            sink.Arguments(block.Number, escaped);
        }
        else if (!block.IsSurplus)
        {
            characters += MessagesCitation.Characters(escaped);
            sink.Text(escaped);
        }
    }

    private void Text(ReadOnlySpan<byte> escaped, IAnswerSink sink)
    {
        if (escaped.IsEmpty) return;
        characters += MessagesCitation.Characters(escaped);
        text.Say(escaped, sink);
    }

    private void Finish(ReadOnlySpan<byte> reason, string? sequence, IAnswerSink sink)
    {
        finished = true;
        foreach (var block in open.Values) Stop(block, sink);
        open.Clear();
        text.Finish(sink);
        var read = StopReasons.Read(reason);
        sink.Finish(read == FinishReason.ToolCalls && calls == 0 ? FinishReason.Stop : read, sequence);
    }

    /// <summary>A block that has begun, and what of it is told only once it is whole.</summary>
    private sealed class OpenBlock(BlockType type)
    {
        public BlockType Type => type;

        /// <summary>A call of the tool whose arguments are the answer.</summary>
        public bool IsAnswer { get; init; }

        /// <summary>The answer has been given by another such call.</summary>
        public bool IsSurplus { get; set; }

        /// <summary>Of a call.</summary>
        public required int Number { get; init; }

        /// <summary>Characters of text before it.</summary>
        public required int TextStart { get; init; }

        public byte[] Input { get; set; } = [];

        public List<byte> Signature { get; } = [];

        public List<byte[]> Citations { get; } = [];

        public void AddCitation(ReadOnlySpan<byte> citation)
        {
            if (!citation.IsEmpty) Citations.Add(citation.ToArray());
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
