using System.Collections.Immutable;
using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Conversations;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Internal;

namespace JusInfer.Portal.Gateway.Translation.Reasoning;

/// <summary>
/// Caches signed reasoning and signatures of tool calls. Providers expect them back with the tool calls, but clients drop them if their
/// dialect has no field for them. Local to this process, limited in size and time. Without an entry the model repeats its reasoning.
/// </summary>
internal sealed class ReasoningCache : IDisposable
{
    /// <summary>The sliding expiration, longer than an agent usually waits for its user.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(2);

    private const long MaxBytes = 64 * 1024 * 1024;

    private const int EntryOverheadBytes = 256;

    private readonly MemoryCache entries;

    public ReasoningCache(TimeProvider time) =>
        entries = new MemoryCache(new MemoryCacheOptions { SizeLimit = MaxBytes, Clock = new Clock(time) });

    /// <param name="calls">The tool calls of one answer.</param>
    /// <param name="reasoning">The reasoning before these calls.</param>
    /// <param name="maker">The maker of the answer.</param>
    public void Add(IEnumerable<(ToolCallFingerprint Call, JsonElement? Extra)> calls, ImmutableArray<Part.Reasoning> reasoning, ReasoningMaker maker)
    {
        var size = reasoning.Sum(static part => part.Value.Escaped.Length + (part.Signature?.Value.Escaped.Length ?? 0));
        foreach (var (call, extra) in calls)
        {
            using var entry = entries.CreateEntry(call);
            entry.Value = new CachedReasoning(reasoning, extra, maker);
            entry.Size = EntryOverheadBytes + size + (extra?.GetRawText().Length ?? 0);
            entry.SlidingExpiration = Lifetime;
            size = 0; // the calls of an answer share the reasoning
        }
    }

    public bool IsEmpty => entries.Count == 0;

    public CachedReasoning? Find(ToolCallFingerprint call) => entries.TryGetValue(call, out CachedReasoning? found) ? found : null;

    public void Dispose() => entries.Dispose();

    private sealed class Clock(TimeProvider time) : ISystemClock
    {
        public DateTimeOffset UtcNow => time.GetUtcNow();
    }
}

/// <summary>The cached data of one tool call.</summary>
/// <param name="Reasoning">The reasoning before the tool calls of the answer.</param>
/// <param name="Extra">The further properties of this call.</param>
/// <param name="Maker">The maker of the answer.</param>
internal sealed record CachedReasoning(ImmutableArray<Part.Reasoning> Reasoning, JsonElement? Extra, ReasoningMaker Maker);
