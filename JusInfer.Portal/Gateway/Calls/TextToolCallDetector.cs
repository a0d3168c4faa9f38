using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Translation.ToolCalls.TextToolCalls;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>Looks for leaked tool calls only in answers of models that are known to leak, to callers who offer tools.</summary>
internal static class TextToolCallDetector
{
    /// <summary>The model is known to leak, in a form that is understood, and was offered tools.</summary>
    public static bool MayLeak(Call call) =>
        TextToolCallFormats.Of(call.Target.Model.ToolCallFormat) is not null && call.Context.Request.Features.Needs.HasFlag(Capabilities.Tools);

    /// <summary>Null where there is nothing to look for.</summary>
    public static TextToolCallSink? Find(IAnswerSink next, Call call, ToolNameRule rule) =>
        TextToolCallFormats.Of(call.Target.Model.ToolCallFormat) is { } form && ToolsOf(call, rule) is { } tools
            ? new TextToolCallSink(next, form, tools)
            : null;

    /// <summary>The tools that a call offers to a model that is known to leak; null where there is nothing to look for.</summary>
    public static OfferedTools? ToolsOf(Call call, ToolNameRule rule)
    {
        if (call.Target.Model.ToolCallFormat == ToolCallFormat.Native || !call.Context.Request.Features.Needs.HasFlag(Capabilities.Tools))
            return null;
        try
        {
            var conversation = call.Conversation ?? call.Context.ClientDialect.ReadConversation(call);
            return conversation.Tools.IsEmpty ? null : new OfferedTools(conversation.Tools, rule);
        }
        catch (Exception fault) when (fault is RequestFault || UnreadableJson.Caused(fault))
        {
            // It went upstream as it came; its tools are the provider's to understand.
            return null;
        }
    }
}
