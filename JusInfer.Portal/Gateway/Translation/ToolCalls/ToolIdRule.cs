using JusInfer.Portal.Catalog;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls;

/// <summary>What an end takes for a tool call's id.</summary>
internal enum ToolIdRule
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

internal static class ToolIdRules
{
    /// <summary>
    /// The rule at a target: of its dialect and, among those that speak Chat Completions, of whoever made the model, since hosts of open
    /// weights put ids into the maker's own template.
    /// </summary>
    public static ToolIdRule Of(RouteTarget target)
    {
        if (target.Endpoint.Provider.Dialect == Dialect.AnthropicMessages) return ToolIdRule.Anthropic;
        if (target.Endpoint.Provider.Dialect == Dialect.OpenAiResponses) return ToolIdRule.OpenAiResponses;
        if (target.Model.ToolCallFormat == ToolCallFormat.Kimi || IsBy(target.Model, "moonshotai/")) return ToolIdRule.Kimi;
        if (IsBy(target.Model, "mistralai/") || IsBy(target.Model, "mistral/")) return ToolIdRule.Mistral;
        return IsBy(target.Model, "openai/") ? ToolIdRule.OpenAiChat : ToolIdRule.Any;
    }

    private static bool IsBy(Model model, string maker) => model.Id.StartsWith(maker, StringComparison.OrdinalIgnoreCase);
}
