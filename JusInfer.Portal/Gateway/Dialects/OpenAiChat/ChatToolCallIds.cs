using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat;

/// <summary>The ids of tool calls that models behind Chat Completions accept.</summary>
internal static class ChatToolCallIds
{
    /// <summary>
    /// The rule of a target. It depends on the model's vendor, because hosts of open-weight models insert the ids into the vendor's
    /// template.
    /// </summary>
    public static ToolCallIdRule RuleOf(RouteTarget target)
    {
        if (target.Model.ToolCallFormat == ToolCallFormat.Kimi || IsBy(target.Model, "moonshotai/")) return ToolCallIdRule.Kimi;
        if (IsBy(target.Model, "mistralai/") || IsBy(target.Model, "mistral/")) return ToolCallIdRule.Mistral;
        return IsBy(target.Model, "openai/") ? ToolCallIdRule.OpenAiChat : ToolCallIdRule.Any;
    }

    private static bool IsBy(Model model, string vendor) => model.Id.StartsWith(vendor, StringComparison.OrdinalIgnoreCase);
}
