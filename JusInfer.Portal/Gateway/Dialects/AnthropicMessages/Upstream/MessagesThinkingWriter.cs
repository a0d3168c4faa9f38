using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Upstream;

/// <summary>Writes the thinking options in the form that the model's generation supports.</summary>
internal static class MessagesThinkingWriter
{
    /// <param name="writer">The writer of the body.</param>
    /// <param name="options">The client's options; null if it has set none.</param>
    /// <param name="claude">What the model supports.</param>
    /// <param name="maxTokens">The limit of the answer.</param>
    /// <param name="mayThink">The model may think within a budget at this point.</param>
    /// <param name="isOff">The model must not think, whatever the client says.</param>
    /// <returns>Whether the model thinks and therefore accepts no sampling fields; and the name of its effort, null if omitted.</returns>
    public static (bool Thinks, string? Effort) Write(
        Utf8JsonWriter writer, ReasoningOptions? options, ClaudeGeneration claude, int maxTokens, bool mayThink, bool isOff = false)
    {
        if (isOff) return (false, WriteMode(writer, claude));
        if (options is null) return default;
        if (options.EffectiveEffort == Effort.None) return (false, WriteDisabled(writer, claude));
        if (claude.SupportsAdaptiveThinking)
        {
            writer.WriteStartObject("thinking");
            writer.WriteString("type", "adaptive");

            // Newer models return no thinking text unless the request asks for it.
            if (options.Visible && !claude.SupportsThinkingBudget) writer.WriteString("display", "summarized");
            writer.WriteEndObject();
            return (true, options.EffectiveEffort is { } effort ? ThinkingBudget.EffortName(effort, claude) : null);
        }

        var budget = options.BudgetTokens is { } requested ? ThinkingBudget.Limit(requested, maxTokens) : ThinkingBudget.ForEffort(options.Effort, maxTokens);
        if (!claude.SupportsThinkingBudget || !mayThink || budget is null) return default;
        writer.WriteStartObject("thinking");
        writer.WriteString("type", "enabled");
        writer.WriteNumber("budget_tokens", budget.Value);
        writer.WriteEndObject();
        return (true, null);
    }

    private static string? WriteDisabled(Utf8JsonWriter writer, ClaudeGeneration claude)
    {
        if (!claude.ThinksByDefault) return null;
        return WriteMode(writer, claude);
    }

    private static string? WriteMode(Utf8JsonWriter writer, ClaudeGeneration claude)
    {
        if (claude.ModeOff is not { } off) return "low";
        writer.WriteStartObject("thinking");
        writer.WriteString("type", off);
        writer.WriteEndObject();
        return null;
    }
}
