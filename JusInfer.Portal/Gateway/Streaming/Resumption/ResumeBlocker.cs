using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Streaming.Resumption;

/// <summary>Why a stream that died is not gone on with, whoever might do it.</summary>
internal enum ResumeBlocker
{
    None,

    /// <summary>The caller forbade it.</summary>
    OptedOut,

    /// <summary>It is no stream of a conversation: an answer in one piece, a text completion, embeddings.</summary>
    NoConversation,

    /// <summary>The client has, or asked for, more than text can go on with: several choices, log probabilities, a refusal.</summary>
    MoreThanText,

    /// <summary>The answer had to be JSON, and what the client has of it is the beginning of no document.</summary>
    BrokenJson,

    /// <summary>As many upstreams as may have taken over already.</summary>
    HopsSpent,
}

/// <summary>Finds what stands against a resumption.</summary>
internal static class ResumeBlockers
{
    public static ResumeBlocker Of(Call call)
    {
        if (!call.Context.Controls.MayResume) return ResumeBlocker.OptedOut;
        if (!call.Context.Request.Stream || call.Context.ClientDialect.Dialect is not (Dialect.OpenAiChat or Dialect.AnthropicMessages or Dialect.OpenAiResponses))
            return ResumeBlocker.NoConversation;
        var transcript = call.Transcript;
        var features = call.Context.Request.Features;
        if (transcript.HasMoreThanText || call.Context.Request.Choices > 1 || features.Needs.HasFlag(Capabilities.Logprobs))
            return ResumeBlocker.MoreThanText;
        if (call.Context.Request.WantsJson && transcript.HasText && !PartialJson.IsPrefix(transcript.Read())) return ResumeBlocker.BrokenJson;
        return ResumeBlocker.None;
    }

    /// <summary>A short word for counters and records; it never changes.</summary>
    public static string Word(this ResumeBlocker obstacle) => obstacle switch
    {
        ResumeBlocker.None => "none",
        ResumeBlocker.OptedOut => "opted_out",
        ResumeBlocker.NoConversation => "no_conversation",
        ResumeBlocker.MoreThanText => "more_than_text",
        ResumeBlocker.BrokenJson => "broken_json",
        ResumeBlocker.HopsSpent => "hops_spent",
        _ => throw new ArgumentOutOfRangeException(nameof(obstacle), obstacle, "No obstacle of this kind is known."),
    };
}
