using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages;

/// <summary>Why a model stopped, as it is after the pipeline.</summary>
/// <param name="Reason">The finish reason.</param>
/// <param name="StopSequence">The stop sequence that the model wrote, if known.</param>
/// <param name="HasCalls">The answer has a tool call. Clients run it only if the stop reason says so.</param>
internal readonly record struct MessageStopReason(FinishReason Reason, string? StopSequence, bool HasCalls)
{
    /// <summary>The stop reason in the dialect.</summary>
    public string Word => StopReasons.Word(Reason, StopSequence, HasCalls);

    /// <summary>The value of <c>stop_sequence</c> that belongs to a stop reason, both as JSON.</summary>
    public ReadOnlySpan<byte> Sequence(ReadOnlySpan<byte> word) =>
        StopSequence is not null && word.SequenceEqual("\"stop_sequence\""u8) ? JsonText.From(StopSequence).Quoted : "null"u8;
}
