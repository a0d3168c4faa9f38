using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Passthrough;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.StoredResponses;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;

/// <summary>
/// Writes an answer as a response. In a stream, each item of the output is opened, filled and closed before the next one, and the last event
/// has all of them again; an answer that is not streamed consists of that object only.
/// </summary>
internal sealed class ResponsesWriter : IResponseWriter
{
    private readonly Call call;
    private readonly PooledBuffer output;
    private readonly StoredResponseService stored;
    private readonly ResponsesEventWriter events;
    private readonly ResponseObject response;
    private readonly ReadOnlyMemory<byte>[] earlier = [];
    private readonly List<OutputItem> items = [];
    private readonly Dictionary<int, ToolCallItem> calls = [];
    private readonly UpstreamItems upstream = new();
    private OutputItem? current;
    private FinishReason? finish;
    private bool refused;
    private bool begun;

    public ResponsesWriter(Call call, PooledBuffer output, StoredResponseService stored)
        : this(call, output, stored, new ResponseObject(call), 0)
    {
    }

    /// <summary>Creates a writer that continues a response of which the client has the beginning.</summary>
    /// <param name="call">The call that is answered.</param>
    /// <param name="output">The client's stream.</param>
    /// <param name="stored">Stores the finished response.</param>
    /// <param name="response">The response's object.</param>
    /// <param name="progress">The part of the stream that the client has received.</param>
    /// <param name="finished">The finished items, JSON objects.</param>
    /// <param name="open">The open item, of which the writer writes the rest; null if there is none.</param>
    public ResponsesWriter(
        Call call, PooledBuffer output, StoredResponseService stored, ResponseObject response, in ResponseProgress progress,
        ReadOnlyMemory<byte>[] finished, OutputItem? open)
        : this(call, output, stored, response, progress.NextSequence)
    {
        (earlier, refused, begun) = (finished, progress.HasRefusal, progress.HasResponse);
        if (open is null) return;
        items.Add(open);
        if (open is ToolCallItem tool) calls[progress.CallCount] = tool;
        else if (open is UnknownItem) upstream.Add(open.Index, open);
        else current = open;
    }

    private ResponsesWriter(Call call, PooledBuffer output, StoredResponseService stored, ResponseObject response, int sequence)
    {
        (this.call, this.output, this.stored, this.response) = (call, output, stored, response);
        events = new ResponsesEventWriter(output, muted: !call.Context.Request.Stream, sequence);
    }

    private int NextIndex => earlier.Length + items.Count;

    public void Text(ReadOnlySpan<byte> escaped)
    {
        if (!escaped.IsEmpty) CurrentMessage().Text(events, escaped);
    }

    public void Reasoning(ReadOnlySpan<byte> escaped)
    {
        if (!escaped.IsEmpty) CurrentReasoning().Add(events, escaped);
    }

    public void Signature(ReasoningSignature signature)
    {
        // Redacted reasoning is an item of its own: it has no text that could be signed.
        if (signature.Kind == ReasoningSignatureKind.AnthropicRedacted) CloseCurrent();
        var item = CurrentReasoning(signature.Kind == ReasoningSignatureKind.ResponsesEncrypted ? signature.ItemId : null);
        item.Sign(signature.Value.Escaped);
        CloseCurrent();
    }

    public void Refusal(ReadOnlySpan<byte> escaped)
    {
        if (escaped.IsEmpty) return;
        refused = true;
        CurrentMessage().Refusal(events, escaped);
    }

    public void Citation(ReadOnlySpan<byte> json) => CurrentMessage().Cite(events, json);

    public void Logprobs(ReadOnlySpan<byte> json) => CurrentMessage().AddLogprobs(json);

    public void ToolCall(int number, in ToolCallHead head)
    {
        CloseCurrent();
        foreach (var open in calls.Values)
        {
            // Calls that a provider makes at the same time stay open together until their arguments are complete.
            if (!open.IsClosed && open.IsComplete) open.Close(events);
        }

        var type = ToolOf(head, template: null).Kind == ToolKind.Custom ? "custom_tool_call" : "function_call";
        var template = upstream.Take(type, head.Id);
        var tool = ToolOf(head, template ?? upstream.TakeOther(head.Id));
        var id = IdOf(template, tool.Kind == ToolKind.Custom ? "ctc" : "fc");
        var item = new ToolCallItem(id, NextIndex, ToolCallIds.Encode(head.Id, ToolCallIdRule.OpenAiResponses), tool) { Template = template };
        calls[number] = item;
        Open(item);
    }

    /// <summary>Writes an empty delta as a keep-alive event.</summary>
    public void Arguments(int number, ReadOnlySpan<byte> escaped)
    {
        if (!calls.TryGetValue(number, out var item) || item.IsClosed) return;
        item.Add(events, escaped);
    }

    public void Extension(ExtensionKind kind, ReadOnlySpan<byte> properties)
    {
        switch (kind)
        {
            case ExtensionKind.Event:
                events.Extensions = properties.ToArray();
                break;
            case ExtensionKind.ItemStart:
                CloseCurrent();
                upstream.Begin(new ItemTemplate(properties));
                break;
            case ExtensionKind.ItemEnd:
                upstream.End(new ItemTemplate(properties), items);
                break;
            case ExtensionKind.ItemEvent:
                WriteItemEvent(properties);
                break;
            case ExtensionKind.UnknownEvent:
                events.Pass(ResponsesEvent.Read(default, properties), properties, Math.Max(0, NextIndex - 1));
                break;
        }
    }

    public void Usage(in ReportedUsage usage)
    {
    }

    public void Finish(FinishReason reason, string? stopSequence = null) => finish = reason;

    public void End()
    {
        Begin();
        CloseCurrent();
        var incomplete = finish switch
        {
            FinishReason.Length => "max_output_tokens",
            FinishReason.ContentFilter => "content_filter",
            FinishReason.Refusal when !refused => "content_filter",
            _ => null,
        };
        foreach (var open in calls.Values)
        {
            if (!open.IsClosed) open.Close(events, isCutOff: incomplete is not null && !open.IsComplete);
        }

        var ended = response.Ended(Closed(), incomplete, extension: call.Context.Request.Stream);
        stored.Keep(call, ended);
        if (call.Context.Request.Stream)
            events.Begin(incomplete is null ? "response.completed"u8 : "response.incomplete"u8).Raw("response"u8, ended).End();
        else output.Append(ended);
    }

    public void WriteKeepAlive()
    {
        Begin();

        // Some clients read the complete response so far from this object, which does not contain the text of an open message.
        if (current is MessageItem message)
        {
            message.WriteKeepAlive(events);
        }
        else
        {
            var soFar = earlier.Concat(items.Select(static item => item.SoFar));
            events.Begin("response.in_progress"u8).Raw("response"u8, response.InProgress(soFar)).End();
        }
    }

    public void WriteError(GatewayError error)
    {
        Begin();
        events.Begin("response.failed"u8).Raw("response"u8, response.Failed(Closed(), error)).End();
    }

    private IEnumerable<ReadOnlyMemory<byte>> Closed() =>
        earlier.Concat(items.Where(static item => item.IsClosed).Select(static item => item.Json));

    private MessageItem CurrentMessage()
    {
        if (current is MessageItem open) return open;
        CloseCurrent();
        var template = upstream.Take("message");
        var item = new MessageItem(IdOf(template, "msg"), NextIndex) { Template = template };
        Open(item);
        current = item;
        return item;
    }

    private ReasoningItem CurrentReasoning(string? id = null)
    {
        if (current is ReasoningItem open) return open;
        CloseCurrent();
        var template = upstream.Take("reasoning");
        var item = new ReasoningItem(id ?? IdOf(template, "rs"), NextIndex) { Template = template };
        Open(item);
        current = item;
        return item;
    }

    private void Open(OutputItem item)
    {
        Begin();
        items.Add(item);
        item.Open(events);
    }

    private void CloseCurrent()
    {
        current?.Close(events);
        current = null;
    }

    private void Begin()
    {
        if (begun) return;
        begun = true;
        if (!call.Context.Request.Stream) return;
        var inProgress = response.InProgress();
        events.Begin("response.created"u8).Raw("response"u8, inProgress).End();
        events.Begin("response.in_progress"u8).Raw("response"u8, inProgress).End();
    }

    /// <summary>
    /// Writes an event of an item that the hub does not know. If the upstream omitted the first event of the item, the writer adds it.
    /// </summary>
    private void WriteItemEvent(ReadOnlySpan<byte> json)
    {
        var e = ResponsesEvent.Read(default, json);
        var (isStart, isEnd) = (e.Type.SequenceEqual("response.output_item.added"u8), e.Type.SequenceEqual("response.output_item.done"u8));
        var index = e.OutputIndex ?? 0;
        var item = upstream.Find(index);
        if (item is null && (isStart || isEnd))
        {
            CloseCurrent();
            Begin();
            var unknown = new UnknownItem(NextIndex);
            items.Add(unknown);
            upstream.Add(index, item = unknown);
            unknown.Update(e.Subject, isDone: false);
            if (isEnd) unknown.Open(events);
        }

        if (isEnd) (item as UnknownItem)?.Update(e.Subject, isDone: true);
        events.Pass(e, json, item?.Index ?? Math.Max(0, NextIndex - 1));
    }

    /// <summary>The upstream's id of an item if no other item has it, else one of the gateway's.</summary>
    private string IdOf(ItemTemplate? template, string prefix)
    {
        var isFree = template is { Id.Length: > 0 } && !items.Exists(item => item.Template?.Id == template.Id);
        return isFree ? template!.Id : response.ItemId(prefix, NextIndex);
    }

    /// <summary>The tool as the client knows it. A name that the client did not send is written as the upstream wrote it.</summary>
    private Tool ToolOf(in ToolCallHead head, ItemTemplate? template)
    {
        foreach (var tool in call.Conversation?.Tools ?? [])
        {
            if (tool.Name == head.Name) return tool;
        }

        return new Tool
        {
            Name = head.Name,
            NameInNamespace = template?.Namespace is null ? null : template.Name,
            Namespace = template?.Namespace,
            Kind = head.Kind,
        };
    }
}
