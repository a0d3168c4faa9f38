using System.Globalization;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls;

/// <summary>
/// The ids of one conversation as they are written to a destination, asked in the conversation's order. A model that numbers its calls anew
/// in each turn has several calls under one id, and some destinations want them apart: there the later ones get a suffix, and a result
/// belongs to the latest call of its id; of several that came at once, to the first without one.
/// </summary>
internal sealed class ToolCallIdMap(ToolCallIdRule rule)
{
    private readonly Dictionary<string, SharedId> shared = new(StringComparer.Ordinal);
    private readonly HashSet<string> given = new(StringComparer.Ordinal);
    private int step;
    private bool afterResult;

    /// <param name="id">The call's id, decoded.</param>
    /// <param name="name">The tool's name.</param>
    public string ForCall(string id, string name)
    {
        var free = Free(id, name);
        given.Add(free);
        if (afterResult) step++;
        afterResult = false;
        shared[id] = (shared.TryGetValue(id, out var before) && before.Step == step ? before : new SharedId(step)).With(free);
        return free;
    }

    /// <param name="id">The id of the call that the result is of, decoded.</param>
    public string ForResult(string id)
    {
        afterResult = true;
        return shared.TryGetValue(id, out var known) ? known.Next() : ToolCallIds.Encode(id, rule);
    }

    private bool WantsThemApart => rule is ToolCallIdRule.Anthropic or ToolCallIdRule.OpenAiResponses;

    private string Free(string id, string name)
    {
        // Kimi counts its calls through the whole conversation; those of other models are put into the same count.
        if (rule == ToolCallIdRule.Kimi && !ToolCallIds.Fits(id, rule))
            return string.Create(CultureInfo.InvariantCulture, $"functions.{name}:{given.Count}");
        var wanted = ToolCallIds.Encode(id, rule);
        if (!WantsThemApart) return wanted;
        for (var next = 2; given.Contains(wanted); next++)
            wanted = ToolCallIds.Encode(string.Create(CultureInfo.InvariantCulture, $"{id}_{next}"), rule);
        return wanted;
    }

    /// <summary>What the calls of one id are written under that the model made in one step, in order.</summary>
    /// <param name="step">Counted by the results before it.</param>
    private sealed class SharedId(int step)
    {
        private readonly List<string> written = [];
        private int answered;

        public int Step => step;

        public SharedId With(string id)
        {
            written.Add(id);
            return this;
        }

        /// <summary>The call that the next result is of: the first without one, else the latest.</summary>
        public string Next() => written[Math.Min(answered++, written.Count - 1)];
    }
}
