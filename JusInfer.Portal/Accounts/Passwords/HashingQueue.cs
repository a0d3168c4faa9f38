using JusInfer.Portal.Primitives.RateLimits;

namespace JusInfer.Portal.Accounts.Passwords;

/// <summary>
/// Lets a few passwords be hashed at the same time: it is slow on purpose, and must leave the processor to calls. Those of known devices
/// are first, and the networks take turns, so that nobody waits for all guesses of another network. Each network has few waiting. Every
/// third turn is not a known device's: whoever has an account has such a device.
/// </summary>
internal sealed class HashingQueue(int permits)
{
    /// <summary>Without such a limit, one network waits for a minute, and its people for its guesses.</summary>
    public const int MostWaitingPerNetwork = 10;

    private const int MostNetworks = 100;
    private const int MostKnownInARow = 2;

    private readonly Lock gate = new();
    private readonly Lane known = new();
    private readonly Lane others = new();
    private int free = permits;
    private int knownInARow;

    /// <summary>Waits for the turn. The caller disposes it when the password has been hashed.</summary>
    /// <returns>Null if too many others are waiting.</returns>
    public async ValueTask<IDisposable?> WaitAsync(ClientNetwork network, bool isKnownDevice, CancellationToken cancellationToken)
    {
        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (free > 0)
            {
                free--;
                return new Turn(this);
            }

            if (!(isKnownDevice ? known : others).TryAdd(network, waiter)) return null;
        }

        await using var canceled = cancellationToken.UnsafeRegister(static (state, token) => ((TaskCompletionSource)state!)
            .TrySetCanceled(token), waiter);
        await waiter.Task;
        return new Turn(this);
    }

    private void Release()
    {
        lock (gate)
        {
            while (Take() is { } next)
            {
                // One that was canceled has left.
                if (next.TrySetResult()) return;
            }

            free++;
        }
    }

    private TaskCompletionSource? Take()
    {
        if (knownInARow < MostKnownInARow && known.Take() is { } first)
        {
            knownInARow++;
            return first;
        }

        knownInARow = 0;
        return others.Take() ?? known.Take();
    }

    private sealed class Turn(HashingQueue queue) : IDisposable
    {
        public void Dispose() => queue.Release();
    }

    /// <summary>The networks that wait, one after the other.</summary>
    private sealed class Lane
    {
        private readonly Dictionary<ClientNetwork, Queue<TaskCompletionSource>> waiting = [];
        private readonly Queue<ClientNetwork> turns = [];

        public bool TryAdd(ClientNetwork network, TaskCompletionSource waiter)
        {
            if (!waiting.TryGetValue(network, out var queue))
            {
                if (turns.Count == MostNetworks) return false;
                waiting.Add(network, queue = []);
                turns.Enqueue(network);
            }

            if (queue.Count == MostWaitingPerNetwork) return false;
            queue.Enqueue(waiter);
            return true;
        }

        public TaskCompletionSource? Take()
        {
            if (!turns.TryDequeue(out var network)) return null;
            var queue = waiting[network];
            var next = queue.Dequeue();
            if (queue.Count == 0) waiting.Remove(network);
            else turns.Enqueue(network);
            return next;
        }
    }
}
