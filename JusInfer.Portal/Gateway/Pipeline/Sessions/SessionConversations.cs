using System.Collections.Immutable;
using JusInfer.Portal.Routing.Sessions;

namespace JusInfer.Portal.Gateway.Pipeline.Sessions;

/// <summary>The conversations of one session, the one used last first. Locks itself.</summary>
internal sealed class SessionConversations
{
    /// <summary>More conversations than agents have at the same time under one name. Further ones replace the one that was not used for longest.</summary>
    private const int MaxConversations = 16;

    /// <summary>Roughly the size of a state without its hashes.</summary>
    private const int StateBytes = 1_024;

    private readonly Lock gate = new();
    private ImmutableArray<(ulong Root, PromptSession State)> items = [];
    private long number;

    public SessionConversations()
    {
    }

    /// <param name="snapshot">The conversations as they were stored.</param>
    public SessionConversations(in ConversationsSnapshot snapshot)
    {
        items = [.. snapshot.Items.Take(MaxConversations)];
        (number, Escalations) = (snapshot.Number, snapshot.Escalations);
        Measure();
    }

    public long Bytes { get; private set; }

    /// <summary>How often the baseline has repeated an answer, or taken over because of one, in all conversations of the run whose name this is.</summary>
    public int Escalations { get; private set; }

    public PromptSession? Find(PromptOutline prompt)
    {
        var current = items;
        return IndexOf(current, prompt) is var index and >= 0 ? current[index].State : null;
    }

    public ConversationsSnapshot Snapshot()
    {
        lock (gate) return new ConversationsSnapshot(number, Escalations, items);
    }

    /// <returns>How many bytes larger the conversations have become.</returns>
    public long Update(PromptOutline prompt, Func<PromptSession?, PromptSession> change)
    {
        lock (gate)
        {
            var index = IndexOf(items, prompt);
            var state = change(index < 0 ? null : items[index].State);
            var others = index < 0 ? items : items.RemoveAt(index);
            items = [(prompt.Root, state), .. others.Take(MaxConversations - 1)];
            number++;
            return Measure();
        }
    }

    /// <returns>How many bytes larger the conversations have become.</returns>
    public long CountEscalation()
    {
        lock (gate)
        {
            Escalations++;
            number++;
            return Measure();
        }
    }

    private long Measure()
    {
        var before = Bytes;
        Bytes = items.Sum(static item => SizeOf(item.State.Prefix)) + (Escalations > 0 ? StateBytes : 0);
        return Bytes - before;
    }

    private static long SizeOf(PrefixHashes prefix) =>
        StateBytes + (prefix.Blocks.Length * sizeof(uint)) + (prefix.Messages.Length * 2L * sizeof(long)) + (prefix.ToolOrder.Length * sizeof(ulong));

    /// <summary>
    /// The conversation with the same beginning. If the client has changed the beginning, it is the one used last: that a prompt with turns of the model begins a
    /// conversation is unlikely.
    /// </summary>
    private static int IndexOf(ImmutableArray<(ulong Root, PromptSession State)> items, PromptOutline prompt)
    {
        for (var i = 0; i < items.Length; i++)
        {
            if (items[i].Root == prompt.Root) return i;
        }

        return prompt.HasTurn && !items.IsEmpty ? 0 : -1;
    }
}
