using System.Buffers.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Upstream;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Responses;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Gateway.Streaming.Resumption;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Passthrough;

/// <summary>
/// A response's stream from an upstream that speaks it to a client that does. Everything is counted and passes verbatim, but for the ids
/// that its calls lack, what a response says of its being kept, which is the gateway's to know, and the account of the call in the last
/// event.
/// </summary>
internal sealed class ResponsesRelay : IStreamRelay
{
    private readonly Call call;
    private readonly PooledBuffer output;
    private readonly Func<IAnswerSink, IAnswerSink> metered;
    private readonly IAnswerSink meter;
    private readonly StoredResponses keeper;
    private readonly ResponseProgress progress;
    private readonly ResponsesAnswerReader reader = new();
    private readonly ResponsesCallMender calls;
    private readonly MissingEvents missing;
    private readonly ObjectRewrite own;
    private readonly List<ReadOnlyMemory<byte>> items = [];
    private byte[]? latest;
    private int sequence = -1;
    private bool isTerminal;
    private bool isIncomplete;
    private TranslatingRelay? anew;

    /// <param name="call">Whose answer it is.</param>
    /// <param name="output">The client's stream.</param>
    /// <param name="metered">A stage that counts what is read, before another.</param>
    /// <param name="keeper">Where a finished response goes.</param>
    public ResponsesRelay(Call call, PooledBuffer output, Func<IAnswerSink, IAnswerSink> metered, StoredResponses keeper)
    {
        (this.call, this.output, this.metered, this.keeper) = (call, output, metered, keeper);
        meter = new TranscribingSink(metered(NullSink.Instance), call, output);
        own = StoredResponsePatch.Rewrite((ResponsesRequest)call.Context.Request);
        progress = new ResponseProgress(call, items);
        calls = new ResponsesCallMender(call);
        missing = new MissingEvents(progress);
    }

    public EventOutcome Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        if (data.SequenceEqual("[DONE]"u8)) return EventOutcome.Continues;
        if (anew is not null) return anew.Take(name, data);
        var said = ResponsesEvent.Read(name, data);
        if (!said.IsTyped && !name.IsEmpty)
        {
            // SDKs go by the type, which the name tells as well.
            data = UntypedEvent.Named(name, data);
            said = ResponsesEvent.Read(name, data);
        }

        if (missing.Precede(said) && !call.Transcript.HasToolCalls) return (anew = Anew()).Take(name, data);
        if (calls.Mend(said, data) is { Length: > 0 } mended)
        {
            data = mended;
            said = ResponsesEvent.Read(name, data);
        }

        var outcome = reader.Read(said, data, meter);
        if (outcome.Kind == EventKind.Failed || said.Type.IsEmpty) return outcome;

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
            SseDataWriter.Write(output, data[..said.SubjectSpan.Start.Value]);
            output.Append(own.Apply(said.Subject));
            SseDataWriter.Write(output, data[said.SubjectSpan.End.Value..]);
        }
        else
        {
            SseDataWriter.Write(output, data);
        }

        output.Append("\n\n"u8);
        progress.Follow(said, sequence);
        return outcome;
    }

    /// <summary>
    /// Says once more that the response is in progress: of all the dialect's events the one that changes nothing, and that every client
    /// knows. Calls themselves are not told ahead: their items would be the client's to keep, should another upstream make others.
    /// </summary>
    public int WriteKeepAlive(ReadOnlySpan<byte> held, bool isLong)
    {
        if (anew is not null) return anew.WriteKeepAlive(held, isLong);
        if (!isLong || latest is null) return 0;
        var sofar = new ObjectRewrite().Set("status", "\"in_progress\""u8).Set("output", RawArray.Of(progress.Finished));
        Write("response.in_progress"u8, sofar.Apply(own.Apply(latest)), progress.Insert());
        return 0;
    }

    /// <summary>What was said meanwhile has taken numbers of theirs.</summary>
    public void Release(ReadOnlySpan<byte> held, PooledBuffer output)
    {
        if (progress.Inserted == 0)
        {
            output.Append(held);
            return;
        }

        while (SseScanner.EventLength(held) is > 0 and var length)
        {
            var (name, data) = (SseScanner.Name(held[..length]).ToArray(), SseScanner.Data(held[..length]).ToArray());
            Begin(name);
            var number = ResponsesEvent.Read(name, data).Sequence + progress.Inserted;
            output.Append(number is null ? data : Place(number.Value).Apply(data));
            output.Append("\n\n"u8);
            held = held[length..];
        }
    }

    public void End()
    {
        if (anew is not null)
        {
            anew.End();
            return;
        }

        if (!isTerminal)
            own.Set("status", "\"completed\""u8).Set("output", RawArray.Of(items))
                .Set("usage", ResponsesUsage.Write(call.Usage.Tokens));
        else if (items.Count > 0 && MissingEvents.IsWithoutOutput(latest)) own.Set("output", RawArray.Of(items));
        var response = own.Apply(latest ?? Bare());
        keeper.Keep(call, response);
        Write(
            isIncomplete ? "response.incomplete"u8 : "response.completed"u8,
            new ObjectRewrite().Set("x_jusinfer", CallExtension.Bytes(call)).Apply(response),
            progress.Inserted + (isTerminal ? sequence : sequence + 1));
    }

    public void WriteError(GatewayError error)
    {
        if (anew is not null)
        {
            anew.WriteError(error);
            return;
        }

        own.Set("status", "\"failed\""u8).Set("output", RawArray.Of(items)).Set("error", ResponseObject.ErrorOf(error, call.Context.Id.ToString()));
        Write("response.failed"u8, own.Apply(latest ?? Bare()), progress.Inserted + sequence + 1);
    }

    public IAnswerWriter ContinuationWriter() => anew?.ContinuationWriter() ?? Following();

    private ResponsesWriter Following() => new(call, output, keeper, progress, latest is null ? default : own.Apply(latest));

    /// <summary>The upstream leaves events out: from here on the stream is written anew, from where the client has it.</summary>
    private TranslatingRelay Anew()
    {
        var writer = Following();
        var holding = new ToolCallBuffer(writer, call.Transcript, buffers: !call.Context.Controls.StreamsToolArguments);
        return new TranslatingRelay(reader, new ToolCallNormalizer(metered(holding), ToolCallTable.For(call.Context.Id)), holding, writer);
    }

    private void Write(ReadOnlySpan<byte> type, ReadOnlySpan<byte> response, int number)
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

    private static ObjectRewrite Place(int number) =>
        new ObjectRewrite().Set("sequence_number", JsonSerializer.SerializeToUtf8Bytes(number));

    private void Begin(ReadOnlySpan<byte> type)
    {
        output.Append("event: "u8);
        output.Append(type);
        output.Append("\ndata: "u8);
    }

    /// <summary>Of a provider that never showed its response: one of the gateway's own.</summary>
    private byte[] Bare() => new ResponseObject(call).InProgress();
}
