using System.Collections.Concurrent;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Routing.Sessions;

namespace JusInfer.Portal.Gateway.Pipeline.Sessions;

/// <summary>
/// The states of sessions in the memory of this process, in two generations: when the younger one is full, the older one is dropped, and with it the sessions that
/// were not used since the last time.
/// </summary>
/// <param name="maxBytes">The limit of both generations together.</param>
internal sealed class InMemoryPromptSessions(long maxBytes = InMemoryPromptSessions.DefaultMaxBytes)
{
    /// <summary>Enough for about 15,000 sessions of 100 KB of prompt each.</summary>
    public const long DefaultMaxBytes = 64 * 1024 * 1024;

    private readonly Lock gate = new();
    private ConcurrentDictionary<PromptSessionId, SessionConversations> young = new();
    private ConcurrentDictionary<PromptSessionId, SessionConversations> old = new();
    private long youngBytes;

    public PromptSession? Find(PromptSessionId id, PromptOutline prompt) => Find(id)?.Find(prompt);

    public int EscalationsOf(PromptSessionId run) => Find(run)?.Escalations ?? 0;

    public void CountEscalation(PromptSessionId run) => Grow(FindOrAdd(run).CountEscalation());

    public void Update(PromptSessionId id, PromptOutline prompt, Func<PromptSession?, PromptSession> change) => Grow(FindOrAdd(id).Update(prompt, change));

    /// <summary>The conversations of a session; null if they are not in this process.</summary>
    public SessionConversations? Find(PromptSessionId id) => young.TryGetValue(id, out var conversations) || old.TryGetValue(id, out conversations) ? conversations : null;

    /// <summary>Adds a session that was stored, unless it has become known meanwhile.</summary>
    public void Add(PromptSessionId id, in ConversationsSnapshot stored)
    {
        if (Find(id) is not null) return;
        var conversations = new SessionConversations(stored);
        if (young.TryAdd(id, conversations)) Grow(conversations.Bytes);
    }

    private SessionConversations FindOrAdd(PromptSessionId id)
    {
        if (young.TryGetValue(id, out var conversations)) return conversations;
        conversations = young.GetOrAdd(id, old.TryRemove(id, out var aged) ? aged : new SessionConversations());
        Interlocked.Add(ref youngBytes, conversations.Bytes);
        return conversations;
    }

    private void Grow(long bytes)
    {
        if (Interlocked.Add(ref youngBytes, bytes) > maxBytes / 2) Age();
    }

    private void Age()
    {
        lock (gate)
        {
            if (youngBytes <= maxBytes / 2) return;
            (old, young, youngBytes) = (young, new ConcurrentDictionary<PromptSessionId, SessionConversations>(), 0);
        }
    }
}
