using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Translation.ToolCalls;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Passthrough;

/// <summary>Reads a stream and writes it, from the first event on that lacks what clients rely on.</summary>
internal sealed class TranslatingRelay(
    IAnswerReader reader, ToolCallNormalizer pipeline, ToolCallBuffer toolCalls, IAnswerWriter writer) : IStreamRelay
{
    public EventOutcome Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        var outcome = reader.Read(name, data, pipeline);
        return pipeline.Fault is { } fault ? EventOutcome.Failed(fault) : outcome;
    }

    public void End() => writer.End();

    public void WriteError(GatewayError error) => writer.WriteError(error);

    public IAnswerWriter ContinuationWriter()
    {
        toolCalls.Drop();
        return writer;
    }

    public int WriteKeepAlive(ReadOnlySpan<byte> held, bool isLong)
    {
        if (!isLong) return 0;
        if (toolCalls.HasToolCall) toolCalls.Announce();
        else writer.WriteKeepAlive();
        return 0;
    }
}
