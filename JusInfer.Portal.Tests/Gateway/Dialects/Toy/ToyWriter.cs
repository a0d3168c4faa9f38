using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.Gateway.Dialects.Toy;

/// <summary>Writes an answer's events as they come, or all of them at the end.</summary>
internal sealed class ToyWriter(Call call, PooledBuffer output) : IResponseWriter
{
    private readonly List<string> events = [];
    private TokenBuckets tokens;
    private FinishReason reason;

    public void Text(ReadOnlySpan<byte> escaped) => Write([.. "{\"text\":\""u8, .. escaped, .. "\"}"u8]);

    public void Reasoning(ReadOnlySpan<byte> escaped)
    {
        // The dialect has no reasoning.
    }

    public void Refusal(ReadOnlySpan<byte> escaped) => Text(escaped);

    public void ToolCall(int number, in ToolCallHead head) => Write(JsonSerializer.SerializeToUtf8Bytes(new { tool = head.Name, id = head.Id }));

    public void Arguments(int number, ReadOnlySpan<byte> escaped) => Write([.. "{\"input\":\""u8, .. escaped, .. "\"}"u8]);

    public void Usage(in ReportedUsage usage) => tokens = usage.Tokens;

    public void Finish(FinishReason reason, string? stopSequence = null) => this.reason = reason;

    public void End()
    {
        Write(JsonSerializer.SerializeToUtf8Bytes(new { end = reason.ToString(), @in = tokens.Input, @out = tokens.Output }));
        if (!call.Context.Request.Stream) output.Append(Encoding.UTF8.GetBytes($"{{\"events\":[{string.Join(',', events)}]}}"));
    }

    public void WriteError(GatewayError error) => Write(ErrorBody.Render(ToyErrorFormat.Instance, error, call.Context.Id.ToString()));

    private void Write(byte[] json)
    {
        if (call.Context.Request.Stream) NdjsonFraming.Instance.WriteEvent(output, json);
        else events.Add(Encoding.UTF8.GetString(json));
    }
}
