using System.Buffers;
using JusInfer.Portal.Cluster;

namespace JusInfer.Portal.Usage.Journal;

/// <summary>
/// Copies the intents of calls to the database, many with one transaction, so that another node can account for the calls if this one and its
/// journal are lost. Only if <see cref="JournalDurability.Database"/> is configured.
/// </summary>
internal sealed partial class IntentCopies(
    JournalOptions options, IIntentStore store, LeaseNode node, TimeProvider time, ILogger<IntentCopies> logger) : BackgroundService
{
    /// <summary>At most 50 transactions per second, however many calls begin. The provider answers later than that.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private readonly Lock gate = new();
    private readonly ArrayBufferWriter<byte> scratch = new(1024);
    private readonly SemaphoreSlim work = new(0, 1);
    private Batch next = new();

    /// <summary>Whether intents are to be copied.</summary>
    public bool IsEnabled => options.Durability == JournalDurability.Database;

    /// <summary>Adds a call that is about to be sent to a provider.</summary>
    /// <returns>Completes when the database has the copy, and fails with an <see cref="IOException"/> if it could not be made.</returns>
    public Task Add(CallIntent intent)
    {
        lock (gate)
        {
            scratch.ResetWrittenCount();
            JournalFormat.Write(scratch, intent);
            next.Added.Add(new IntentCopy(intent.Id, scratch.WrittenSpan.ToArray()));
            Wake();
            return next.Copied.Task;
        }
    }

    /// <summary>Removes a call whose record is stored.</summary>
    public void Remove(RequestId id)
    {
        lock (gate)
        {
            next.Stored.Add(id);
            Wake();
        }
    }

    public override void Dispose()
    {
        work.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await work.WaitAsync(stoppingToken);
                await Task.Delay(Interval, time, stoppingToken);
                await CopyAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // All calls have ended.
            await CopyAsync();
        }
    }

    private async Task CopyAsync()
    {
        Batch batch;
        lock (gate) (batch, next) = (next, new Batch());
        if (batch.IsEmpty) return;
        try
        {
            if (await store.CopyAsync(node, batch.Added, batch.Stored, CancellationToken.None)) batch.Copied.TrySetResult();
            else batch.Fail(new IOException("Another node has taken over the calls of this one."));
        }
        catch (Exception fault)
        {
            // The clients of these calls get 503 instead of answers.
            LogCopyFailed(batch.Added.Count, fault);
            batch.Fail(new IOException("The database cannot store the intents of calls.", fault));
            lock (gate)
            {
                next.Stored.AddRange(batch.Stored);
                Wake();
            }
        }
    }

    private void Wake()
    {
        if (work.CurrentCount == 0) work.Release();
    }

    [LoggerMessage(
        LogEvents.IntentsNotCopied, LogLevel.Error, "The intents of {Count} calls could not be copied to the database. These calls are rejected.")]
    private partial void LogCopyFailed(int count, Exception fault);

    /// <summary>What the next transaction stores.</summary>
    private sealed class Batch
    {
        public List<IntentCopy> Added { get; } = [];

        public List<RequestId> Stored { get; } = [];

        public TaskCompletionSource Copied { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsEmpty => Added.Count == 0 && Stored.Count == 0;

        public void Fail(IOException fault)
        {
            Copied.TrySetException(fault);

            // A call that has ended before does not wait.
            _ = Copied.Task.Exception;
        }
    }
}
