using JusInfer.Portal.Catalog;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls;

/// <summary>What an end takes for a tool call's id.</summary>
internal enum ToolCallIdRule
{
    Any,

    /// <summary>Letters, digits, underscore and hyphen (Anthropic Messages, both as an upstream and towards its clients).</summary>
    Anthropic,

    /// <summary>At most 40 characters (OpenAI, Chat Completions).</summary>
    OpenAiChat,

    /// <summary>At most 64 characters (OpenAI, Responses).</summary>
    OpenAiResponses,

    /// <summary>Nine letters and digits (Mistral).</summary>
    Mistral,

    /// <summary><c>functions.name:number</c>, as the model's own template writes it (Moonshot's Kimi).</summary>
    Kimi,
}

internal static class ToolCallIdRules
{
    /// <summary>
    /// The rule at a target: of its dialect and, among those that speak Chat Completions, of whoever made the model, since hosts of open
    /// weights put ids into the maker's own template.
    /// </summary>
    public static ToolCallIdRule Of(RouteTarget target)
    {
        if (target.Endpoint.Provider.Dialect == Dialect.AnthropicMessages) return ToolCallIdRule.Anthropic;
        if (target.Endpoint.Provider.Dialect == Dialect.OpenAiResponses) return ToolCallIdRule.OpenAiResponses;
        if (target.Model.ToolCallFormat == ToolCallFormat.Kimi || IsBy(target.Model, "moonshotai/")) return ToolCallIdRule.Kimi;
        if (IsBy(target.Model, "mistralai/") || IsBy(target.Model, "mistral/")) return ToolCallIdRule.Mistral;
        return IsBy(target.Model, "openai/") ? ToolCallIdRule.OpenAiChat : ToolCallIdRule.Any;
    }

    private static bool IsBy(Model model, string maker) => model.Id.StartsWith(maker, StringComparison.OrdinalIgnoreCase);
}
