using System.Collections.Immutable;
using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Conversations;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Internal;

namespace JusInfer.Portal.Gateway.Translation.Reasoning;

/// <summary>
/// Keeps what providers want back with a model's tool calls and clients drop, because their dialect has no place for it: sealed reasoning,
/// and a call's own seal. Of this process alone, bounded in bytes and time: where it has forgotten, the model thinks anew.
/// </summary>
internal sealed class ReasoningCache : IDisposable
{
    /// <summary>Longer than people leave an agent waiting for them.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(2);

    private const long MaxBytes = 64 * 1024 * 1024;

    private const int BytesOfAnEntry = 256;

    private readonly MemoryCache entries;

    public ReasoningCache(TimeProvider time) =>
        entries = new MemoryCache(new MemoryCacheOptions { SizeLimit = MaxBytes, Clock = new Clock(time) });

    /// <param name="calls">The calls of one answer, by whatever they will be brought back under.</param>
    /// <param name="reasoning">What the model thought before them.</param>
    public void Remember(IEnumerable<(ToolCallFingerprint Call, JsonElement? Extra)> calls, ImmutableArray<Part.Reasoning> reasoning)
    {
        var size = reasoning.Sum(static part => part.Value.Escaped.Length + (part.Seal?.Value.Escaped.Length ?? 0));
        foreach (var (call, extra) in calls)
        {
            using var entry = entries.CreateEntry(call);
            entry.Value = new CachedReasoning(reasoning, extra);
            entry.Size = BytesOfAnEntry + size + (extra?.GetRawText().Length ?? 0);
            entry.SlidingExpiration = Lifetime;
            size = 0; // the calls of an answer share it
        }
    }

    public CachedReasoning? Find(ToolCallFingerprint call) => entries.TryGetValue(call, out CachedReasoning? found) ? found : null;

    public void Dispose() => entries.Dispose();

    private sealed class Clock(TimeProvider time) : ISystemClock
    {
        public DateTimeOffset UtcNow => time.GetUtcNow();
    }
}

/// <param name="Reasoning">What the model thought before the call and its siblings.</param>
/// <param name="Extra">The call's own further properties.</param>
internal sealed record CachedReasoning(ImmutableArray<Part.Reasoning> Reasoning, JsonElement? Extra);
