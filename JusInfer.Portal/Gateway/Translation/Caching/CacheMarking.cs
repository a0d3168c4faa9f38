using System.Collections.Immutable;
using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Translation.Caching;

/// <summary>
/// Sets the cache markers of a translated request. The client's own are kept, at most four. If there are none, the parts that stay the same
/// between calls are marked: the end of the tools, of the instructions and of each of the last two messages. The message before the last
/// one is where the prompt before this one ended, or close to it. A prompt that will hardly be repeated gets none.
/// </summary>
internal static class CacheMarking
{
    private const int MarkedMessages = 2;

    private static readonly JsonElement Ephemeral = JsonElement.Parse("""{"type":"ephemeral"}"""u8);

    /// <param name="conversation">The request.</param>
    /// <param name="markers">What the endpoint needs; <see cref="CacheMarkers.None"/> if it gets none.</param>
    /// <param name="cacheCare">Markers may be added.</param>
    /// <param name="canBeMarked">Whether the dialect can mark the end of a part.</param>
    public static Conversation Apply(Conversation conversation, CacheMarkers markers, bool cacheCare, Func<Part, bool> canBeMarked)
    {
        var automatic = conversation.CacheControl;
        var given = Count(conversation);
        if (given == 0 && automatic is null)
        {
            var adds = markers == CacheMarkers.Anthropic && cacheCare && conversation.IsLikelyRepeated;
            return adds ? Add(conversation, canBeMarked) : conversation;
        }

        if (markers == CacheMarkers.None) return Keep(conversation, MarkerBudget.None);
        var kept = Keep(conversation, MarkerBudget.For(given, automatic is not null));
        if (automatic is not { } marker) return kept;
        var turns = kept.Turns;
        Mark(ref turns, 0, turns.Length, marker, canBeMarked);
        return kept with { Turns = turns };
    }

    /// <summary>Whether markers of the client do not go out.</summary>
    /// <param name="given">The request.</param>
    /// <param name="applied">The same after <see cref="Apply"/>.</param>
    /// <param name="markers">What the endpoint needs; <see cref="CacheMarkers.None"/> if it gets none.</param>
    public static bool Loses(Conversation given, Conversation applied, CacheMarkers markers)
    {
        var count = Count(given);
        return markers == CacheMarkers.None ? count > 0 || given.CacheControl is not null : Count(applied) < count;
    }

    private static int Count(Conversation conversation) =>
        conversation.Tools.Count(static tool => tool.CacheControl is not null)
        + conversation.Turns.Sum(static turn => turn.Parts.Count(static part => MarkerOf(part) is not null));

    private static Conversation Add(Conversation conversation, Func<Part, bool> canBeMarked)
    {
        var tools = conversation.Tools;
        if (!tools.IsEmpty) tools = tools.SetItem(tools.Length - 1, tools[^1] with { CacheControl = Ephemeral });
        var turns = conversation.Turns;
        var leading = Leading(turns);
        Mark(ref turns, 0, leading, Ephemeral, canBeMarked);
        var (end, marked) = (turns.Length, 0);
        while (end > leading && marked < MarkedMessages)
        {
            // Turns of the client in a row, such as the results of several calls, are one message.
            var start = end - 1;
            while (start > leading && IsAssistant(turns[start - 1]) == IsAssistant(turns[start])) start--;
            if (Mark(ref turns, start, end, Ephemeral, canBeMarked)) marked++;
            end = start;
        }

        return conversation with { Tools = tools, Turns = turns };
    }

    /// <summary>Marks the last part that can be marked, unless the client has.</summary>
    private static bool Mark(ref ImmutableArray<Turn> turns, int start, int end, JsonElement marker, Func<Part, bool> canBeMarked)
    {
        for (var i = end - 1; i >= start; i--)
        {
            var parts = turns[i].Parts;
            for (var j = parts.Length - 1; j >= 0; j--)
            {
                if (!canBeMarked(parts[j])) continue;
                if (parts[j].CacheControl is null)
                    turns = turns.SetItem(i, turns[i] with { Parts = parts.SetItem(j, parts[j] with { CacheControl = marker }) });
                return true;
            }
        }

        return false;
    }

    private static Conversation Keep(Conversation conversation, MarkerBudget budget)
    {
        var tools = conversation.Tools;
        for (var i = tools.Length - 1; i >= 0; i--)
        {
            if (tools[i].CacheControl is not null && !budget.Takes(PromptSection.Tools))
                tools = tools.SetItem(i, tools[i] with { CacheControl = null });
        }

        var turns = conversation.Turns;
        var leading = Leading(turns);
        for (var i = turns.Length - 1; i >= 0; i--)
        {
            var parts = turns[i].Parts;
            for (var j = parts.Length - 1; j >= 0; j--)
            {
                if (MarkerOf(parts[j]) is not { } marker) continue;
                JsonElement? kept = budget.Takes(i < leading ? PromptSection.System : PromptSection.Messages) ? marker : null;
                parts = parts.SetItem(j, With(parts[j], kept));
            }

            if (parts != turns[i].Parts) turns = turns.SetItem(i, turns[i] with { Parts = parts });
        }

        return conversation with { Tools = tools, Turns = turns };
    }

    /// <summary>The marker of a part or, because it is the same place, of its last content (vercel/ai#9330).</summary>
    private static JsonElement? MarkerOf(Part part) => part.CacheControl
        ?? (part as Part.ToolResult)?.Content.LastOrDefault(static inner => inner.CacheControl is not null)?.CacheControl;

    private static Part With(Part part, JsonElement? marker)
    {
        if (part is Part.ToolResult result && result.Content.Any(static inner => inner.CacheControl is not null))
            part = result with { Content = [.. result.Content.Select(static inner => inner with { CacheControl = null })] };
        return part with { CacheControl = marker };
    }

    /// <summary>The number of instructions at the start.</summary>
    private static int Leading(ImmutableArray<Turn> turns) =>
        turns.TakeWhile(static turn => turn.Role is TurnRole.System or TurnRole.Developer).Count();

    private static bool IsAssistant(Turn turn) => turn.Role == TurnRole.Assistant;
}
