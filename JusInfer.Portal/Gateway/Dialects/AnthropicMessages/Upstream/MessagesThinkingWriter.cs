using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Upstream;

/// <summary>Writes how hard the model is to think, in its generation's words.</summary>
internal static class MessagesThinkingWriter
{
    /// <returns>The model thinks, and so takes no sampling; and the word for its effort, where one is to be said.</returns>
    public static (bool Thinks, string? Effort) Write(
        Utf8JsonWriter writer, ReasoningOptions? wish, ClaudeGeneration claude, int maxTokens, bool mayThink)
    {
        if (wish is null) return default;
        if (wish.Meant == Effort.None) return (false, WriteOff(writer, claude));
        if (claude.TakesAdaptive)
        {
            writer.WriteStartObject("thinking");
            writer.WriteString("type", "adaptive");

            // The newer ones tell nothing of it unless they are asked to.
            if (wish.Visible && !claude.TakesBudget) writer.WriteString("display", "summarized");
            writer.WriteEndObject();
            return (true, wish.Meant is { } asked ? ThinkingBudget.Word(asked, claude) : null);
        }

        var budget = wish.BudgetTokens is { } wanted ? ThinkingBudget.Within(wanted, maxTokens) : ThinkingBudget.Of(wish.Effort, maxTokens);
        if (!claude.TakesBudget || !mayThink || budget is null) return default;
        writer.WriteStartObject("thinking");
        writer.WriteString("type", "enabled");
        writer.WriteNumber("budget_tokens", budget.Value);
        writer.WriteEndObject();
        return (true, null);
    }

    private static string? WriteOff(Utf8JsonWriter writer, ClaudeGeneration claude)
    {
        if (!claude.ThinksByDefault) return null;
        if (claude.Off is not { } off) return "low";
        writer.WriteStartObject("thinking");
        writer.WriteString("type", off == ThinkingMode.BetweenTools ? "between_tools" : "disabled");
        writer.WriteEndObject();
        return null;
    }
}
