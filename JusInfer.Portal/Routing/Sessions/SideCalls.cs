using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Routing.Sessions;

/// <summary>
/// Recognizes side calls by their shape: short conversations without tools, with the instructions of coding agents. A word alone never makes
/// a side call, so that a user who writes about titles or summaries keeps the session's model.
/// </summary>
internal static class SideCalls
{
    /// <summary>The most messages of a side call, the system prompt included. Compactions have the whole conversation.</summary>
    private const int MaxMessages = 3;

    /// <summary>The longest prompt of a title, of a check of a command, and of a probe. Tokens.</summary>
    private const long MaxTitleTokens = 6_000, MaxCheckTokens = 12_000, MaxProbeTokens = 64;

    public static SideCallKind Recognize(RequestFeatures features, scoped in RequestText text)
    {
        if (features.LastMessageRole != LastMessageRole.User) return SideCallKind.None;
        if (features.RequiredCapabilities.HasFlag(Capabilities.Vision)) return SideCallKind.None;
        if (IsCompaction(features, text)) return SideCallKind.Compaction;
        if (features.MessageCount > MaxMessages || features.RequiredCapabilities.HasFlag(Capabilities.Tools)) return SideCallKind.None;

        return IsProbe(features, text) ? SideCallKind.Probe
            : IsTitle(features, text) ? SideCallKind.Title
            : IsSafetyCheck(features, text) ? SideCallKind.SafetyCheck
            : IsSummary(text) ? SideCallKind.Summary
            : SideCallKind.None;
    }

    private static bool IsCompaction(RequestFeatures features, scoped in RequestText text) =>
        features.MessageCount > MaxMessages && text.Asks("summary"u8)
            && (text.Asks("context checkpoint compaction"u8) || text.Asks("your task is to create a detailed summary"u8) || text.Asks("conversation history"u8)
                || (text.Asks("conversation"u8) && text.Asks("continu"u8)));

    private static bool IsProbe(RequestFeatures features, scoped in RequestText text) =>
        features.InputTokens <= MaxProbeTokens && (features.MaxOutputTokens == 1 || IsGreeting(text.LastUser));

    private static bool IsTitle(RequestFeatures features, scoped in RequestText text) =>
        features.InputTokens <= MaxTitleTokens && text.Says("title"u8)
            && (text.Says("conversation"u8) || text.Says("session"u8) || text.Says("thread"u8) || text.Says("chat"u8))
            && (text.Says("generate"u8) || text.Says("write"u8) || text.Says("extract"u8) || text.Says("words"u8));

    private static bool IsSafetyCheck(RequestFeatures features, scoped in RequestText text) =>
        features.InputTokens <= MaxCheckTokens && text.Says("command"u8)
            && (text.Says("command_injection_detected"u8) || text.Says("command injection"u8) || text.Says("policy_spec"u8)
                || (text.Says("safe"u8) && (text.Says("allow"u8) || text.Says("approv"u8)) && text.Says("classif"u8)));

    /// <summary>The instruction is in the system prompt or opens the message; a text that only mentions summaries is not one.</summary>
    private static bool IsSummary(scoped in RequestText text) =>
        text.Says("summarize the following"u8) || text.Says("summarize this"u8) || text.Says("write a summary"u8) || text.Says("you are a summarizer"u8)
            || text.Says("summarizing"u8) && text.Says("conversation"u8);

    private static bool IsGreeting(ReadOnlySpan<byte> text)
    {
        var words = text.Trim("\" .!?\n"u8);
        return words.Length <= 5 && (words.SequenceEqual("hi"u8) || words.SequenceEqual("Hi"u8) || words.SequenceEqual("hello"u8) || words.SequenceEqual("Hello"u8)
            || words.SequenceEqual("ping"u8) || words.SequenceEqual("test"u8) || words.SequenceEqual("quota"u8) || words.SequenceEqual("foo"u8));
    }
}
