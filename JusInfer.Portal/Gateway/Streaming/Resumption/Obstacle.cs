using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;

namespace JusInfer.Portal.Gateway.Streaming.Resumption;

/// <summary>Why a stream that died is not gone on with, whoever might do it.</summary>
internal enum Obstacle
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
internal static class Obstacles
{
    public static Obstacle Of(Call call)
    {
        if (!call.Controls.MayResume) return Obstacle.OptedOut;
        if (!call.Request.Stream || call.Door.Dialect is not (Dialect.OpenAiChat or Dialect.AnthropicMessages or Dialect.OpenAiResponses))
            return Obstacle.NoConversation;
        var transcript = call.Transcript;
        var features = call.Request.Features;
        if (transcript.HasMoreThanText || call.Request.Choices > 1 || features.Needs.HasFlag(Capabilities.Logprobs))
            return Obstacle.MoreThanText;
        if (call.Request.WantsJson && transcript.HasText && !PartialJson.IsBeginning(transcript.Read())) return Obstacle.BrokenJson;
        return Obstacle.None;
    }

    /// <summary>A short word for counters and records; it never changes.</summary>
    public static string Word(this Obstacle obstacle) => obstacle switch
    {
        Obstacle.None => "none",
        Obstacle.OptedOut => "opted_out",
        Obstacle.NoConversation => "no_conversation",
        Obstacle.MoreThanText => "more_than_text",
        Obstacle.BrokenJson => "broken_json",
        Obstacle.HopsSpent => "hops_spent",
        _ => throw new ArgumentOutOfRangeException(nameof(obstacle), obstacle, "No obstacle of this kind is known."),
    };
}
