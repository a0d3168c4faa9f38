using System.Buffers.Text;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Door;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Upstream;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Responses;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Gateway.Streaming.Resumption;
using JusInfer.Portal.Gateway.Translation.Answers;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Verbatim;

/// <summary>
/// A response's stream from an upstream that speaks it to a client that does. Everything is counted and passes verbatim, but for the ids
/// that its calls lack, what a response says of its being kept, which is the gateway's to know, and the account of the call in the last
/// event.
/// </summary>
internal sealed class ResponsesRelay : IStreamRelay
{
    private readonly Call call;
    private readonly PooledBuffer output;
    private readonly IAnswerSink meter;
    private readonly ResponseKeeper keeper;
    private readonly ResponseProgress progress;
    private readonly ResponsesAnswerReader reader = new();
    private readonly ResponsesCallMender calls;
    private readonly ObjectRewrite own;
    private readonly List<ReadOnlyMemory<byte>> items = [];
    private byte[]? latest;
    private int sequence = -1;
    private bool isTerminal;
    private bool isIncomplete;

    /// <param name="call">Whose answer it is.</param>
    /// <param name="output">The client's stream.</param>
    /// <param name="meter">Counts what is read.</param>
    /// <param name="keeper">Where a finished response goes.</param>
    public ResponsesRelay(Call call, PooledBuffer output, IAnswerSink meter, ResponseKeeper keeper)
    {
        (this.call, this.output, this.keeper) = (call, output, keeper);
        this.meter = new TranscribingSink(meter, call, output);
        own = KeptHere.Rewrite((ResponsesRequest)call.Request);
        progress = new ResponseProgress(call, items);
        calls = new ResponsesCallMender(call);
    }

    public EventOutcome Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        if (data.SequenceEqual("[DONE]"u8)) return EventOutcome.GoesOn;
        var said = ResponsesEvent.Read(data);
        if (calls.Mend(said, data) is { Length: > 0 } mended)
        {
            data = mended;
            said = ResponsesEvent.Read(data);
        }

        var outcome = reader.Read(said, data, meter);
        if (outcome.Kind == EventKind.Failed) return outcome;

        sequence = said.Sequence ?? sequence + 1;
        if (outcome.Kind == EventKind.Ended)
        {
            // It waits for the end, when what the call cost is known.
            latest = said.Subject.ToArray();
            isTerminal = true;
            isIncomplete = said.Type.SequenceEqual("response.incomplete"u8);
            return outcome;
        }

        if (said.Type.SequenceEqual("response.output_item.done"u8)) items.Add(said.Subject.ToArray());
        var aboutResponse = !said.Subject.IsEmpty
            && (said.Type.SequenceEqual("response.created"u8) || said.Type.SequenceEqual("response.in_progress"u8));
        if (aboutResponse) latest = said.Subject.ToArray();
        Begin(name.IsEmpty ? said.Type : name);
        if (aboutResponse && !own.IsEmpty)
        {
            OneLine.Write(output, data[..said.SubjectSpan.Start.Value]);
            output.Append(own.Of(said.Subject));
            OneLine.Write(output, data[said.SubjectSpan.End.Value..]);
        }
        else
        {
            OneLine.Write(output, data);
        }

        output.Append("\n\n"u8);
        progress.Follow(said, sequence);
        return outcome;
    }

    public void End()
    {
        if (!isTerminal)
            own.Set("status", "\"completed\""u8).Set("output", RawArray.Of(items))
                .Set("usage", ResponsesUsage.Write(call.Meter.Total(call.Request.Features.InputTokens).Tokens));
        var response = own.Of(latest ?? Bare());
        keeper.Keep(call, response);
        WriteLast(
            isIncomplete ? "response.incomplete"u8 : "response.completed"u8,
            new ObjectRewrite().Set("x_jusinfer", CallExtension.Bytes(call)).Of(response),
            isTerminal ? sequence : sequence + 1);
    }

    public void Break(GatewayError error)
    {
        own.Set("status", "\"failed\""u8).Set("output", RawArray.Of(items)).Set("error", ResponseObject.ErrorOf(error, call.Id.ToString()));
        WriteLast("response.failed"u8, own.Of(latest ?? Bare()), sequence + 1);
    }

    public IAnswerWriter Successor() => new ResponsesWriter(call, output, keeper, progress, latest is null ? default : own.Of(latest));

    private void WriteLast(ReadOnlySpan<byte> type, ReadOnlySpan<byte> response, int number)
    {
        Begin(type);
        output.Append("{\"type\":\""u8);
        output.Append(type);
        output.Append("\",\"sequence_number\":"u8);
        Utf8Formatter.TryFormat(number, output.GetSpan(11), out var digits);
        output.Advance(digits);
        output.Append(",\"response\":"u8);
        output.Append(response);
        output.Append("}\n\n"u8);
    }

    private void Begin(ReadOnlySpan<byte> type)
    {
        output.Append("event: "u8);
        output.Append(type);
        output.Append("\ndata: "u8);
    }

    /// <summary>Of a provider that never showed its response: one of the gateway's own.</summary>
    private byte[] Bare() => new ResponseObject(call).InProgress();
}
