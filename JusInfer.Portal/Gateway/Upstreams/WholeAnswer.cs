using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Streaming;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>Reads an answer that is not streamed, whole and bounded, and takes its usage out of it.</summary>
internal static class WholeAnswer
{
    /// <summary>Larger than any answer of text; a provider that sends more is not answering. Bytes.</summary>
    private const int Longest = 64 * 1024 * 1024;

    public static async ValueTask<(Answer? Answer, AttemptFailure? Failure)> ReadAsync(
        Call call, long? announced, Stream content, AttemptDeadline deadline, TimeProvider time)
    {
        var provider = call.Target.Endpoint.Provider.Id;
        var body = new PooledBuffer(announced is > 0 and <= Longest ? (int)announced + 1 : 4096);
        try
        {
            while (await content.ReadAsync(body.GetMemory(512), deadline.Token) is > 0 and var read)
            {
                body.Advance(read);
                if (body.Length > Longest) return Failed(body, $"{provider} answered without end");
            }

            if (!TryRead(body.Span, call, deadline.ClientLeft, time)) return Failed(body, $"{provider} answered no chat completion");
            return (new BufferedAnswer(body), null);
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    private static (Answer?, AttemptFailure?) Failed(PooledBuffer body, string reason)
    {
        body.Dispose();
        return (null, AttemptFailure.OfProvider(reason));
    }

    private static bool TryRead(ReadOnlySpan<byte> body, Call call, bool clientLeft, TimeProvider time)
    {
        var choices = 0;
        try
        {
            var json = new Utf8JsonReader(body);
            json.Read();
            if (json.TokenType != JsonTokenType.StartObject) return false;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var isUsage = json.ValueTextEquals("usage"u8);
                var isChoices = json.ValueTextEquals("choices"u8);
                json.Read();
                if (isUsage && json.TokenType == JsonTokenType.StartObject)
                {
                    if (OpenAiUsage.Read(ref json) is { IsEmpty: false } usage) call.Meter.Report(usage, clientLeft);
                    continue;
                }

                var start = json.TokenStartIndex;
                json.Skip();
                if (isChoices && body[(int)start..(int)json.BytesConsumed].Contains((byte)'{')) choices = (int)(json.BytesConsumed - start);
            }
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            // The latter: a property's name that is not valid UTF-8, or half a surrogate pair.
            return false;
        }

        if (choices == 0) return false;
        call.Meter.Content(choices, time.GetTimestamp());
        call.Meter.Finish(clientLeft);
        return true;
    }
}
