using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Translation.ToolCalls.TextToolCalls;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// Decides which answers are searched for tool calls in their text: those of models that are known to write such, if the call has tools.
/// </summary>
internal static class TextToolCallDetector
{
    /// <summary>The sink that finds tool calls in the text; null if the answer is not searched.</summary>
    public static TextToolCallSink? Find(IResponseSink next, Call call, ToolNameRule rule) =>
        TextToolCallFormats.Find(call.Target.Model.ToolCallFormat) is { } format && SearchedTools(call, rule) is { } tools
            ? new TextToolCallSink(next, format, tools)
            : null;

    /// <summary>The tools of a call to a model that is known to write tool calls as text; null if the answer is not searched.</summary>
    public static OfferedTools? SearchedTools(Call call, ToolNameRule rule)
    {
        if (call.Target.Model.ToolCallFormat == ToolCallFormat.Native || !call.Context.Request.Features.RequiredCapabilities.HasFlag(Capabilities.Tools))
            return null;
        try
        {
            var conversation = call.Conversation ?? call.Context.ClientDialect.ReadConversation(call);
            return conversation.DefinedTools is { IsEmpty: false } tools ? new OfferedTools(tools, rule) : null;
        }
        catch (Exception fault) when (fault is RequestFault || UnreadableJson.Caused(fault))
        {
            // The request is sent unchanged, and the provider validates its tools.
            return null;
        }
    }
}
