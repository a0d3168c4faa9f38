using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.JsonResponses;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Streaming;

/// <summary>Reports an answer's content and the provider's usage to the meter.</summary>
internal sealed class MeteredSink(IResponseSink next, Meter meter, AttemptDeadline deadline, TimeProvider time) : ResponseSink(next)
{
    public override void Text(ReadOnlySpan<byte> escaped)
    {
        // Relays of models that draw write images into the text.
        if (escaped.IndexOf(";base64,"u8) >= 0) meter.FindEmbeddedMedia();
        Count(JsonText.Utf8Length(escaped));
        Next.Text(escaped);
    }

    public override void Reasoning(ReadOnlySpan<byte> escaped)
    {
        Count(JsonText.Utf8Length(escaped));
        Next.Reasoning(escaped);
    }

    public override void Refusal(ReadOnlySpan<byte> escaped)
    {
        Count(JsonText.Utf8Length(escaped));
        Next.Refusal(escaped);
    }

    public override void ToolCall(int number, in ToolCallHead head)
    {
        Count(head.Name.Length);
        if (head.Name != ResponseTool.Name) meter.CountToolCall(head.Name);
        Next.ToolCall(number, head);
    }

    public override void Arguments(int number, ReadOnlySpan<byte> escaped)
    {
        Count(JsonText.Utf8Length(escaped));
        Next.Arguments(number, escaped);
    }

    public override void Finish(FinishReason reason, string? stopSequence = null)
    {
        meter.EndWith(reason);
        Next.Finish(reason, stopSequence);
    }

    public override void Usage(in ReportedUsage usage)
    {
        if (!usage.IsEmpty) meter.Report(usage, deadline.HasClientDisconnected);
        Next.Usage(usage);
    }

    public override void Extension(ExtensionKind kind, ReadOnlySpan<byte> properties)
    {
        if (kind.IsMetered()) meter.CountExtension(properties.Length, Now);
        else if (kind == ExtensionKind.ItemEvent) meter.CountContent(0, Now); // the results of a provider's own tools are not output
        Next.Extension(kind, properties);
    }

    /// <summary>Reads the clock only for the first content, because that takes longer than the rest of the metering.</summary>
    private long Now => meter.FirstContentAt == 0 ? time.GetTimestamp() : meter.FirstContentAt;

    private void Count(int bytes)
    {
        if (bytes > 0) meter.CountContent(bytes, Now);
    }
}
