using JusInfer.Portal.Gateway.Streaming.Resumption;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Translation.ToolCalls.TextToolCalls;

namespace JusInfer.Portal.Gateway.Streaming;

/// <summary>The stages of one choice of an answer, as far as the pipeline refers to them.</summary>
internal sealed class ChoicePipeline
{
    /// <summary>The index of the choice.</summary>
    public required int Index { get; init; }

    /// <summary>The first stage.</summary>
    public IResponseSink Entry => (IResponseSink?)ThinkTags ?? (IResponseSink?)TextToolCalls ?? Normalizer;

    /// <summary>Separates reasoning in the text; null if the model is not known to write such.</summary>
    public ThinkTagSink? ThinkTags { get; init; }

    /// <summary>Finds tool calls in the text; null if the model is not known to write such.</summary>
    public TextToolCallSink? TextToolCalls { get; init; }

    /// <summary>Ends the answer at a stop sequence of the client; null if the upstream supports them all.</summary>
    public StopSequenceSink? Stops { get; init; }

    public required ToolCallNormalizer Normalizer { get; init; }

    /// <summary>Joins a continuation to the text that the client has; null for a first answer.</summary>
    public SplicingSink? Splicing { get; init; }

    /// <summary>Null if the answer is not streamed.</summary>
    public ToolCallBuffer? ToolCalls { get; init; }

    /// <summary>A part of the answer has not passed all stages.</summary>
    public bool IsPending => Normalizer.HasCalls || TextToolCalls is { IsBuffering: true } || ThinkTags is { IsBuffering: true };

    /// <summary>A stage has found a fault in the answer.</summary>
    public bool HasFault =>
        Normalizer.Fault is not null || Splicing is { HasDiverged: true } || ToolCalls is { HasDiverged: true };

    /// <summary>The fault.</summary>
    public EventOutcome Fault =>
        Normalizer.Fault is { } fault ? EventOutcome.Failed(fault) : EventOutcome.Diverged("did not continue the answer");
}
