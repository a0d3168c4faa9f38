using System.Collections.Concurrent;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Routing.Sessions;

namespace JusInfer.Portal.Gateway.Pipeline.Sessions;

/// <summary>
/// What the router knows of sessions. A session can have several conversations, such as those of an agent and of its subagents, which send the same name. This node's
/// memory has the states in use; the store has them for other nodes, and for the time after a restart. It is read once, when a session is unknown here, and written in
/// the background. Losing a state costs money, never an answer.
/// </summary>
internal sealed class PromptSessions(InMemoryPromptSessions memory, IPromptSessionStore store, TimeProvider time)
{
    /// <summary>Longer than the caches of any provider live, and than most pauses of people.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>A call does not wait longer for a state. Without it, the session starts anew.</summary>
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromMilliseconds(100);

    /// <summary>More sessions than change between two writes. Further ones are stored with their next change.</summary>
    private const int MaxChanged = 20_000;

    private readonly ConcurrentDictionary<PromptSessionId, bool> changed = new();

    /// <summary>Reads the session of a call and its run from the store, if this node does not know them and they can be known elsewhere.</summary>
    public ValueTask LoadAsync(PromptSessionId id, PromptSessionId run, PromptOutline prompt, CancellationToken cancellationToken)
    {
        // A session without a name begins with a prompt that has no turn of the model.
        var readsSession = (id.Name is not null || prompt.HasTurn) && memory.Find(id) is null;
        var readsRun = run != id && run.Name is not null && memory.Find(run) is null;
        return readsSession ? ReadAsync(id, readsRun ? run : null, cancellationToken)
            : readsRun ? ReadAsync(run, null, cancellationToken)
            : ValueTask.CompletedTask;
    }

    /// <summary>The state of the conversation that a prompt continues; null if it begins one, or if the state is lost.</summary>
    public PromptSession? Find(PromptSessionId id, PromptOutline prompt) => memory.Find(id, prompt);

    /// <summary>How often the baseline has repeated an answer in a run, or taken over because of one; 0 if that is lost.</summary>
    public int EscalationsOf(PromptSessionId run) => memory.EscalationsOf(run);

    public void CountEscalation(PromptSessionId run)
    {
        memory.CountEscalation(run);
        MarkChanged(run);
    }

    /// <summary>Replaces the state of the conversation that a prompt continues.</summary>
    /// <param name="id">The session.</param>
    /// <param name="prompt">The prompt.</param>
    /// <param name="change">Returns the new state for the present one, which is null if there is none.</param>
    public void Update(PromptSessionId id, PromptOutline prompt, Func<PromptSession?, PromptSession> change)
    {
        memory.Update(id, prompt, change);
        MarkChanged(id);
    }

    /// <summary>Stores the states that have changed since the last time. If that fails, the next call tries again.</summary>
    public async Task StoreAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            PromptSessionId[] ids = [.. changed.Keys.Take(IPromptSessionStore.MaxBatch)];
            if (ids.Length == 0) return;

            // A change from here on marks the session again.
            foreach (var id in ids) changed.TryRemove(id, out _);
            try
            {
                StoredPromptSession[] states = [.. ids.Select(StateOf).OfType<StoredPromptSession>()];
                if (states.Length > 0) await store.SaveAsync(states, time.GetUtcNow() + Lifetime, cancellationToken);
            }
            catch
            {
                foreach (var id in ids) MarkChanged(id);
                throw;
            }
        }
    }

    public Task<int> RemoveExpiredAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        store.RemoveExpiredAsync(now, cancellationToken);

    private async ValueTask ReadAsync(PromptSessionId first, PromptSessionId? second, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(ReadTimeout, time);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var reading = store.ReadAsync(first.Team, first.StoredId, second?.StoredId, time.GetUtcNow(), cancellation.Token);
            foreach (var stored in await reading.WaitAsync(cancellation.Token))
            {
                var id = second is { } other && stored.Id == other.StoredId ? other : first;
                if (ConversationsCodec.Read(stored.State, stored.Number) is { } conversations) memory.Add(id, conversations);
            }
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The store is slow or down. The session starts anew on this node.
        }
    }

    private StoredPromptSession? StateOf(PromptSessionId id) => memory.Find(id)?.Snapshot() is { } conversations
        ? new StoredPromptSession(id.Team, id.StoredId, conversations.Number, ConversationsCodec.Write(conversations))
        : null;

    private void MarkChanged(PromptSessionId id)
    {
        if (changed.Count < MaxChanged || changed.ContainsKey(id)) changed[id] = true;
    }
}
