using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Client;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages;

/// <summary>
/// The message around the content, for answers that the gateway writes: the gateway's own, or the provider's with all its properties if the
/// provider uses the client's dialect.
/// </summary>
internal sealed class MessageFrame
{
    private byte[] message = [];
    private byte[] end = [];
    private byte[] stopReason = [];
    private FinishReason? reason;
    private bool isBuffered;

    /// <summary>Keeps the message properties of a provider's event.</summary>
    public void Keep(ref readonly MessageEvent read, ReadOnlySpan<byte> data)
    {
        if (!read.Message.IsEmpty) message = read.Message.ToArray();
        if (read.Type == EventType.MessageDelta && !read.Delta.StopReason.IsEmpty) end = data.ToArray();
    }

    /// <summary>Keeps the provider's message, if that is not streamed.</summary>
    public void KeepBuffered(ReadOnlySpan<byte> body) => (message, isBuffered) = (body.ToArray(), true);

    /// <summary>Keeps the provider's stop reason and the finish reason that it is converted to.</summary>
    public void KeepStop(ReadOnlySpan<byte> original, FinishReason finish) => (stopReason, reason) = (original.ToArray(), finish);

    /// <summary>Writes the message at the start of a stream, without content.</summary>
    /// <param name="output">The client's stream.</param>
    /// <param name="call">The call that is answered.</param>
    /// <param name="usage">What the provider has reported so far.</param>
    public void WriteStart(PooledBuffer output, Call call, TokenBuckets usage)
    {
        var estimate = new TokenBuckets { InputUncached = call.Context.Request.Features.InputTokens, OutputText = 1 };
        var known = usage.Input > 0 ? usage : estimate;
        if (message.Length > 0)
        {
            var rewrite = Complete(call).Set("content", "[]"u8).Set("stop_reason", "null"u8).Set("stop_sequence", "null"u8);
            output.Append(WithUsage(rewrite, message, known, isMessage: true).Apply(message));
            return;
        }

        using var writer = new Utf8JsonWriter(output, MessagesEventWriter.Readable);
        MessagesEventWriter.WriteMessage(writer, call, "[]"u8, "null"u8, "null"u8, known);
    }

    /// <summary>Writes the data of the event at the end of a stream.</summary>
    /// <param name="output">The client's stream.</param>
    /// <param name="call">The call that is answered.</param>
    /// <param name="stop">Why the model stopped.</param>
    public void WriteEnd(PooledBuffer output, Call call, MessageStopReason stop)
    {
        if (end.Length == 0)
        {
            using var writer = new Utf8JsonWriter(output, MessagesEventWriter.Readable);
            MessagesEventWriter.WriteEnd(writer, call, Word(stop), stop.Sequence(Word(stop)));
            return;
        }

        using var document = JsonDocument.Parse(end, JsonDepth.DocumentOptions);
        var delta = WithSafeguards(WithStop(new ObjectRewrite(), stop), call).Apply(JsonMarshal.GetRawUtf8Value(document.RootElement.GetProperty("delta")));
        output.Append(WithUsage(new ObjectRewrite().Set("delta", delta), end, call.Usage.Tokens, isMessage: false)
            .Set(CallExtension.Name, CallExtension.Bytes(call)).Apply(end));
    }

    /// <summary>Writes a message that is not streamed.</summary>
    /// <param name="output">The client's answer.</param>
    /// <param name="call">The call that is answered.</param>
    /// <param name="content">The blocks, a JSON array.</param>
    /// <param name="stop">Why the model stopped.</param>
    public void WriteBuffered(PooledBuffer output, Call call, ReadOnlySpan<byte> content, MessageStopReason stop)
    {
        if (message.Length == 0)
        {
            using var writer = new Utf8JsonWriter(output, MessagesEventWriter.Readable);
            MessagesEventWriter.WriteMessage(writer, call, content, Word(stop), stop.Sequence(Word(stop)), call.Usage.Tokens, SafeguardResults.Of(call));
            return;
        }

        // The message at the start of a stream does not have the final usage.
        var rewrite = WithSafeguards(WithStop(Complete(call).Set("content", content), stop), call);
        output.Append(WithUsage(rewrite, isBuffered ? message : "{}"u8.ToArray(), call.Usage.Tokens, isMessage: true).Apply(message));
    }

    /// <summary>Sets the properties that every client reads and that the provider's message lacks.</summary>
    private ObjectRewrite Complete(Call call)
    {
        var rewrite = new ObjectRewrite();
        (string Name, string Value)[] head =
            [("id", MessagesEventWriter.IdOf(call)), ("type", "message"), ("role", "assistant"), ("model", call.Target.Model.Id)];
        using var document = JsonDocument.Parse(message, JsonDepth.DocumentOptions);
        foreach (var (name, value) in head)
        {
            var isGiven = document.RootElement.TryGetProperty(name, out var given) && JsonMarshal.GetRawUtf8Value(given) is [(byte)'"', _, _, ..];
            if (!isGiven) rewrite.Set(name, JsonText.From(value).Quoted);
        }

        return rewrite;
    }

    private ObjectRewrite WithStop(ObjectRewrite rewrite, MessageStopReason stop) =>
        rewrite.Set("stop_reason", Word(stop)).Set("stop_sequence", stop.Sequence(Word(stop)));

    private static ObjectRewrite WithSafeguards(ObjectRewrite rewrite, Call call) =>
        SafeguardResults.Of(call) is { } results ? rewrite.Set(SafeguardResults.Name, results) : rewrite;

    /// <summary>The stop reason as a JSON string. The provider's own value is kept if the pipeline has not changed its meaning.</summary>
    private byte[] Word(MessageStopReason stop) =>
        [(byte)'"', .. stopReason.Length > 0 && stop.Reason == reason ? stopReason : Encoding.UTF8.GetBytes(stop.Word), (byte)'"'];

    /// <summary>Sets the usage if the JSON has none.</summary>
    private static ObjectRewrite WithUsage(ObjectRewrite rewrite, byte[] json, TokenBuckets usage, bool isMessage)
    {
        using var document = JsonDocument.Parse(json, JsonDepth.DocumentOptions);
        var isGiven = document.RootElement.TryGetProperty("usage", out var given) && given.ValueKind == JsonValueKind.Object;
        return isGiven ? rewrite : rewrite.Set("usage", MessagesEventWriter.Usage(usage, isMessage));
    }
}
