using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Passthrough;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Responses;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;

/// <summary>
/// Writes an answer as a response. Streamed, each item of the output is opened, filled and closed before the next, and all of it stands
/// again in the last event; whole, only that is written.
/// </summary>
internal sealed class ResponsesWriter : IAnswerWriter
{
    private readonly Call call;
    private readonly PooledBuffer output;
    private readonly StoredResponses keeper;
    private readonly ResponsesEventWriter events;
    private readonly ResponseObject response;
    private readonly ReadOnlyMemory<byte>[] earlier = [];
    private readonly List<OutputItem> items = [];
    private readonly Dictionary<int, ToolCallItem> calls = [];
    private OutputItem? current;
    private FinishReason? finish;
    private bool refused;
    private bool begun;

    public ResponsesWriter(Call call, PooledBuffer output, StoredResponses keeper)
    {
        (this.call, this.output, this.keeper) = (call, output, keeper);
        events = new ResponsesEventWriter(output, muted: !call.Context.Request.Stream);
        response = new ResponseObject(call);
    }

    /// <summary>Goes on with a response that the client has the beginning of.</summary>
    /// <param name="call">Whose answer it is.</param>
    /// <param name="output">The client's stream.</param>
    /// <param name="keeper">Where the finished response goes.</param>
    /// <param name="progress">How far it has come.</param>
    /// <param name="begun">The response's object as the client has it; empty where it has none.</param>
    public ResponsesWriter(Call call, PooledBuffer output, StoredResponses keeper, ResponseProgress progress, ReadOnlyMemory<byte> begun)
    {
        (this.call, this.output, this.keeper) = (call, output, keeper);
        events = new ResponsesEventWriter(output, muted: false, progress.Next);
        response = new ResponseObject(call, begun);
        this.begun = progress.Next > 0;
        earlier = progress.Finished;
        current = progress.Open;
        if (current is not null) items.Add(current);
    }

    private int NextIndex => earlier.Length + items.Count;

    public void Text(ReadOnlySpan<byte> escaped)
    {
        if (escaped.IsEmpty) return;
        Current(static (id, index) => new MessageItem(id, index), "msg").Say(events, escaped);
    }

    public void Reasoning(ReadOnlySpan<byte> escaped)
    {
        if (escaped.IsEmpty) return;
        Current(static (id, index) => new ReasoningItem(id, index), "rs").Think(events, escaped);
    }

    public void Signature(ReasoningSignature signature)
    {
        // Redacted reasoning stands alone: it has no text of its own that could be signed.
        if (signature.Kind == ReasoningSignatureKind.AnthropicRedacted) CloseCurrent();
        var item = Current(
            static (id, index) => new ReasoningItem(id, index), "rs", signature.Kind == ReasoningSignatureKind.ResponsesEncrypted ? signature.ItemId : null);
        item.Seal(ReasoningSignatureTag.Show(signature, ReasoningSignatureKind.ResponsesEncrypted).Escaped);
        CloseCurrent();
    }

    public void Refusal(ReadOnlySpan<byte> escaped)
    {
        if (escaped.IsEmpty) return;
        refused = true;
        Current(static (id, index) => new MessageItem(id, index), "msg").Decline(events, escaped);
    }

    public void Citation(ReadOnlySpan<byte> json) => Current(static (id, index) => new MessageItem(id, index), "msg").Cite(events, json);

    public void Logprobs(ReadOnlySpan<byte> json) => Current(static (id, index) => new MessageItem(id, index), "msg").Weigh(json);

    public void ToolCall(int number, in ToolCallHead head)
    {
        CloseCurrent();
        foreach (var open in calls.Values)
        {
            // Calls that a provider makes side by side stay open together until their arguments are whole.
            if (!open.IsClosed && open.IsWhole) open.Close(events);
        }

        var tool = ToolOf(head);
        var id = response.ItemId(tool.Kind == ToolKind.Custom ? "ctc" : "fc", NextIndex);
        var item = new ToolCallItem(id, NextIndex, ToolCallIds.Encode(head.Id, ToolCallIdRule.OpenAiResponses), tool);
        calls[number] = item;
        Open(item);
    }

    /// <summary>A piece without a letter tells a client that waits that more is to come.</summary>
    public void Arguments(int number, ReadOnlySpan<byte> escaped)
    {
        if (!calls.TryGetValue(number, out var item) || item.IsClosed) return;
        item.Add(events, escaped);
    }

    public void Usage(TokenBuckets tokens)
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
            if (!open.IsClosed) open.Close(events, isCutOff: incomplete is not null && !open.IsWhole);
        }

        var ended = response.Ended(Closed(), incomplete, extension: call.Context.Request.Stream);
        keeper.Keep(call, ended);
        if (call.Context.Request.Stream)
            events.Begin(incomplete is null ? "response.completed"u8 : "response.incomplete"u8).Raw("response"u8, ended).End();
        else output.Append(ended);
    }

    public void WriteKeepAlive()
    {
        // Some clients take a response's object for all there is of it by then: the text of a message that is open does not stand in it.
        if (current is MessageItem message)
        {
            message.Linger(events);
        }
        else if (begun)
        {
            var sofar = earlier.Concat(items.Select(static item => item.SoFar));
            events.Begin("response.in_progress"u8).Raw("response"u8, response.InProgress(sofar)).End();
        }
    }

    public void WriteError(GatewayError error)
    {
        Begin();
        events.Begin("response.failed"u8).Raw("response"u8, response.Failed(Closed(), error)).End();
    }

    private IEnumerable<ReadOnlyMemory<byte>> Closed() =>
        earlier.Concat(items.Where(static item => item.IsClosed).Select(static item => item.Json));

    /// <summary>The item that is going on, if it is of the kind; else a new one of it.</summary>
    private T Current<T>(Func<string, int, T> make, string prefix, string? id = null)
        where T : OutputItem
    {
        if (current is T going) return going;
        CloseCurrent();
        var item = make(id ?? response.ItemId(prefix, NextIndex), NextIndex);
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

    /// <summary>The tool as the client knows it; a name that it did not give goes back as the model wrote it.</summary>
    private Tool ToolOf(in ToolCallHead head)
    {
        foreach (var tool in call.Conversation?.Tools ?? [])
        {
            if (tool.Name == head.Name) return tool;
        }

        return new Tool { Name = head.Name, Kind = head.Kind };
    }
}
