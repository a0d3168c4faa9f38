namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Compaction;

/// <summary>
/// How a request asks to compact its conversation, that is, to replace it by an opaque item that later requests contain
/// (platform.openai.com/docs/guides/conversation-state).
/// </summary>
internal enum CompactionMode
{
    /// <summary>The request asks for an answer.</summary>
    None,

    /// <summary>The last input item of an ordinary request is of type <c>compaction_trigger</c>, as Codex sends it since version 0.148.</summary>
    Trigger,

    /// <summary>The request was sent to <c>/v1/responses/compact</c>.</summary>
    Endpoint,
}
