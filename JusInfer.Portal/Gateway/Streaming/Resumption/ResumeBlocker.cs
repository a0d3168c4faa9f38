using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Streaming.Resumption;

/// <summary>The reason why an interrupted stream is not resumed.</summary>
internal enum ResumeBlocker
{
    None,

    /// <summary>The client disabled resumption for the call.</summary>
    OptedOut,

    /// <summary>The call is not a streamed conversation, but a response without streaming, a text completion or embeddings.</summary>
    NoConversation,

    /// <summary>
    /// The client has requested or received content that a continuation cannot extend: several choices, log probabilities, a refusal.
    /// </summary>
    MoreThanText,

    /// <summary>The answer has to be JSON, but the delivered text is not a prefix of a JSON document.</summary>
    BrokenJson,

    /// <summary>The maximum number of continuations or attempts is reached.</summary>
    LimitReached,
}

/// <summary>Determines whether the interrupted stream of a call can be resumed.</summary>
internal static class ResumeBlockers
{
    public static ResumeBlocker Of(Call call)
    {
        var (context, transcript) = (call.Context, call.Transcript);
        if (!context.Controls.MayResume) return ResumeBlocker.OptedOut;
        if (!call.IsStreamedUpstream || !context.ClientDialect.SupportsResumption) return ResumeBlocker.NoConversation;
        var needsLogprobs = context.Request.Features.RequiredCapabilities.HasFlag(Capabilities.Logprobs);
        if (transcript.HasUnresumable || context.Request.Choices > 1 || needsLogprobs) return ResumeBlocker.MoreThanText;
        if (context.Request.WantsJson && transcript.HasText && !PartialJson.IsPrefix(transcript.Read())) return ResumeBlocker.BrokenJson;
        return ResumeBlocker.None;
    }

    /// <summary>The stable code of a reason in metrics and usage records.</summary>
    public static string Code(this ResumeBlocker blocker) => blocker switch
    {
        ResumeBlocker.None => "none",
        ResumeBlocker.OptedOut => "opted_out",
        ResumeBlocker.NoConversation => "no_conversation",
        ResumeBlocker.MoreThanText => "more_than_text",
        ResumeBlocker.BrokenJson => "broken_json",
        ResumeBlocker.LimitReached => "hops_spent",
        _ => throw new ArgumentOutOfRangeException(nameof(blocker), blocker, "Unknown reason."),
    };
}
