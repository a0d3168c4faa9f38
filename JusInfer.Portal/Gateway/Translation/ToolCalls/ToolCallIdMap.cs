using System.Globalization;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls;

/// <summary>
/// Maps the tool call ids of one conversation to ids that a destination accepts. The ids are mapped in the order of the conversation. A model
/// that numbers its calls anew in each turn reuses ids, and some destinations require unique ids: there later calls get a suffix. A result
/// belongs to the latest call with its id; among parallel calls with one id, to the first without a result.
/// </summary>
internal sealed class ToolCallIdMap(ToolCallIdRule rule)
{
    private readonly Dictionary<string, SharedId> shared = new(StringComparer.Ordinal);
    private readonly HashSet<string> used = new(StringComparer.Ordinal);
    private int step;
    private bool afterResult;

    /// <summary>Maps the id of a call.</summary>
    /// <param name="id">The decoded id of the call.</param>
    /// <param name="name">The name of the tool.</param>
    public string ForCall(string id, string name)
    {
        var unique = UniqueId(id, name);
        used.Add(unique);
        if (afterResult) step++;
        afterResult = false;
        shared[id] = (shared.TryGetValue(id, out var before) && before.Step == step ? before : new SharedId(step)).With(unique);
        return unique;
    }

    /// <summary>Maps the id of a result.</summary>
    /// <param name="id">The decoded id of the call to which the result belongs.</param>
    public string ForResult(string id)
    {
        afterResult = true;
        return shared.TryGetValue(id, out var known) ? known.Next() : ToolCallIds.Encode(id, rule);
    }

    private bool RequiresUniqueIds => rule is ToolCallIdRule.Anthropic or ToolCallIdRule.OpenAiResponses;

    private string UniqueId(string id, string name)
    {
        // Kimi numbers its calls through the whole conversation. Calls of other models are included in this numbering.
        if (rule == ToolCallIdRule.Kimi && !ToolCallIds.Fits(id, rule))
            return string.Create(CultureInfo.InvariantCulture, $"functions.{name}:{used.Count}");
        var candidate = ToolCallIds.Encode(id, rule);
        if (!RequiresUniqueIds) return candidate;
        for (var next = 2; used.Contains(candidate); next++)
            candidate = ToolCallIds.Encode(string.Create(CultureInfo.InvariantCulture, $"{id}_{next}"), rule);
        return candidate;
    }

    /// <summary>The mapped ids of the calls that have the same id and were made in the same step, in order.</summary>
    /// <param name="step">The step, which increases with each call that follows a result.</param>
    private sealed class SharedId(int step)
    {
        private readonly List<string> mapped = [];
        private int resultCount;

        public int Step => step;

        public SharedId With(string id)
        {
            mapped.Add(id);
            return this;
        }

        /// <summary>The call of the next result: the first call without a result, otherwise the latest.</summary>
        public string Next() => mapped[Math.Min(resultCount++, mapped.Count - 1)];
    }
}
