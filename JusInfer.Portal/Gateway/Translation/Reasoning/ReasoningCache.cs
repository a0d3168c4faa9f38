using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Internal;

namespace JusInfer.Portal.Gateway.Translation.Reasoning;

/// <summary>
/// Caches the reasoning before tool calls, and signatures of the calls. Providers expect them back with the calls, but clients drop them if
/// their dialect has no field for them. Local to this process, limited in size and time; reasoning without a signature gives way to other.
/// Without an entry the model repeats its reasoning, or must not reason.
/// </summary>
internal sealed class ReasoningCache : IDisposable
{
    /// <summary>The sliding expiration, longer than an agent usually waits for its user.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(2);

    private const long DefaultMaxBytes = 64 * 1024 * 1024;

    private const int EntryOverheadBytes = 256;

    private readonly MemoryCache entries;
    private readonly ConcurrentDictionary<TeamId, long> sizes = new();
    private volatile bool hasSwitchedOff;

    public ReasoningCache(TimeProvider time)
        : this(time, DefaultMaxBytes)
    {
    }

    internal ReasoningCache(TimeProvider time, long maxBytes) =>
        entries = new MemoryCache(new MemoryCacheOptions { SizeLimit = maxBytes, Clock = new Clock(time) });

    /// <param name="team">The team of the call.</param>
    /// <param name="calls">The tool calls of one answer.</param>
    /// <param name="answer">The reasoning of the answer.</param>
    public void Add(TeamId team, IEnumerable<(ToolCallFingerprint Call, JsonElement? Extra)> calls, AnswerReasoning answer)
    {
        var size = answer.Length;
        foreach (var (call, extra) in calls)
        {
            using var entry = entries.CreateEntry(call);
            entry.Value = new CachedReasoning(answer, extra);
            var extraSize = extra?.GetRawText().Length ?? 0;
            entry.Size = EntryOverheadBytes + size + extraSize;
            Count(entry, team, answer.Length + extraSize);
            entry.SlidingExpiration = Lifetime;
            entry.Priority = answer.IsSigned || extra is not null ? CacheItemPriority.Normal : CacheItemPriority.Low;
            size = 0; // the calls of an answer share the reasoning
        }
    }

    /// <summary>
    /// The most that the tool calls of one request can get back, in bytes: what is cached of the team. Each call gets its part once.
    /// </summary>
    public long BytesOf(TeamId team) => sizes.GetValueOrDefault(team);

    /// <summary>Remembers that a model must not reason in a session: it wants earlier reasoning back that is lost.</summary>
    /// <param name="team">The team of the session.</param>
    /// <param name="firstCall">Identifies the session's first tool call, which stays in its conversation.</param>
    /// <param name="model">The model.</param>
    public void SwitchOff(TeamId team, string firstCall, ReasoningMaker model)
    {
        hasSwitchedOff = true;
        using var entry = entries.CreateEntry(new SwitchedOff(team, firstCall, model));
        entry.Value = firstCall;
        entry.Size = EntryOverheadBytes;
        entry.SlidingExpiration = Lifetime;
    }

    /// <summary>A model must not reason in a session of any team.</summary>
    public bool HasSwitchedOff => hasSwitchedOff;

    public bool IsSwitchedOff(TeamId team, string firstCall, ReasoningMaker model) =>
        entries.TryGetValue(new SwitchedOff(team, firstCall, model), out _);

    public bool IsEmpty => entries.Count == 0;

    public CachedReasoning? Find(ToolCallFingerprint call) => entries.TryGetValue(call, out CachedReasoning? found) ? found : null;

    public void Dispose() => entries.Dispose();

    private void Count(ICacheEntry entry, TeamId team, long bytes)
    {
        sizes.AddOrUpdate(team, bytes, (_, sum) => sum + bytes);
        entry.RegisterPostEvictionCallback((_, _, _, _) =>
        {
            if (sizes.AddOrUpdate(team, 0, (_, sum) => sum - bytes) == 0) sizes.TryRemove(new(team, 0));
        });
    }

    private sealed record SwitchedOff(TeamId Team, string FirstCall, ReasoningMaker Model);

    private sealed class Clock(TimeProvider time) : ISystemClock
    {
        public DateTimeOffset UtcNow => time.GetUtcNow();
    }
}
