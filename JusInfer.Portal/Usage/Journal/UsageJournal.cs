using System.Buffers;
using JusInfer.Portal.Primitives.Files;

namespace JusInfer.Portal.Usage.Journal;

/// <summary>
/// Keeps each call on disk from before it is sent to a provider until its record is stored, so that the end of the process loses none. An
/// intent is written before the provider is asked and a close when the call ends. A segment is deleted when all its calls are stored.
/// </summary>
internal sealed class UsageJournal(JournalOptions options, TimeProvider time) : IDisposable
{
    private const string Pattern = "*.journal";

    private readonly Lock gate = new();
    private readonly ArrayBufferWriter<byte> scratch = new(1024);
    private readonly Queue<JournalSegment> segments = new();
    private JournalSegment? current;
    private bool dirty;
    private TaskCompletionSource nextSync = NewSync();
    private Task runningSync = Task.CompletedTask;

    /// <summary>The number of segments, and of the calls in them that are not stored.</summary>
    public (int Segments, int Calls) Depth
    {
        get
        {
            lock (gate) return (segments.Count, segments.Sum(static segment => segment.PendingCalls));
        }
    }

    /// <summary>Writes the intent of a call that is about to be sent to a provider.</summary>
    /// <returns>The ticket with which <see cref="Release"/> is called when the record is stored.</returns>
    public JournalTicket Open(CallIntent intent)
    {
        lock (gate)
        {
            scratch.ResetWrittenCount();
            JournalFormat.Write(scratch, intent);
            var segment = Append(scratch.WrittenSpan, isIntent: true);
            return new JournalTicket(segment, segment.Length - scratch.WrittenCount);
        }
    }

    /// <summary>Writes the record of a call that has ended. It stays in the journal until <see cref="Release"/>.</summary>
    /// <param name="record">The record.</param>
    /// <param name="overdraft">As in <see cref="JournalEntry.Close"/>.</param>
    public void Close(UsageRecord record, NanoUsd overdraft = default)
    {
        lock (gate)
        {
            scratch.ResetWrittenCount();
            JournalFormat.Write(scratch, record, overdraft);
            Append(scratch.WrittenSpan, isIntent: false);
        }
    }

    /// <summary>Marks a call whose record is stored, and lets the journal delete it.</summary>
    public void Release(JournalTicket ticket)
    {
        ticket.Segment.MarkStored(ticket.Offset);
        if (!ticket.Segment.IsFinished) return;
        lock (gate)
        {
            // From the oldest on, because a close can be in a later segment than its intent but not in an earlier one.
            while (segments.TryPeek(out var oldest) && oldest.IsFinished)
            {
                segments.Dequeue();
                oldest.Dispose();
                Delete(oldest);
            }
        }
    }

    /// <summary>
    /// Completes when all earlier entries are on disk if durability is <see cref="JournalDurability.Disk"/>, otherwise at once.
    /// </summary>
    /// <exception cref="IOException">The entries could not be synced to disk.</exception>
    public Task WaitForSyncAsync(CancellationToken cancellationToken)
    {
        if (options.Durability == JournalDurability.Process) return Task.CompletedTask;

        // If there is no new entry, the sync of the earlier ones may still be running.
        lock (gate) return (dirty ? nextSync.Task : runningSync).WaitAsync(cancellationToken);
    }

    /// <summary>Syncs all entries to disk, for all waiting calls together.</summary>
    /// <exception cref="IOException">The entries could not be synced; the waiting calls get the same exception.</exception>
    public void Sync()
    {
        TaskCompletionSource waiting;
        JournalSegment[] open;
        lock (gate)
        {
            if (!dirty) return;
            dirty = false;
            (waiting, nextSync) = (nextSync, NewSync());
            runningSync = waiting.Task;
            open = [.. segments];
        }

        try
        {
            foreach (var segment in open) SyncUnlessDeleted(segment);
            waiting.TrySetResult();
        }
        catch (IOException fault)
        {
            // The next sync tries again. The waiting calls fail at once instead of waiting for it.
            lock (gate) dirty = true;
            waiting.TrySetException(fault);
            throw;
        }
    }

    /// <summary>
    /// Begins another segment if someone has deleted the file of the current one: with it, all further calls would be lost if the process
    /// is killed (hamanpaul/serialwrap#189).
    /// </summary>
    /// <returns>The deleted file; null if it is there.</returns>
    public string? LeaveDeleted()
    {
        lock (gate)
        {
            if (current is not { } deleted || File.Exists(deleted.Path)) return null;
            deleted.MarkFull();
            current = null;
            return deleted.Path;
        }
    }

    /// <summary>Finds the segments of earlier processes, oldest first. Restricts access to the folder and its files.</summary>
    public IReadOnlyList<string> FindLeftovers()
    {
        PrivateFiles.CreateFolder(options.Path);
        PrivateFiles.Restrict(options.Path, Pattern);
        lock (gate)
        {
            var own = segments.Select(segment => segment.Path).ToHashSet();
            return [.. Directory.EnumerateFiles(options.Path, Pattern).Where(path => !own.Contains(path))
                .Order(StringComparer.Ordinal)];
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            foreach (var segment in segments)
            {
                segment.MarkFull();
                segment.Dispose();
                if (segment.IsFinished) Delete(segment);
            }

            segments.Clear();
            current = null;
        }
    }

    /// <summary>The folder may be gone, too.</summary>
    private static void Delete(JournalSegment segment)
    {
        if (File.Exists(segment.Path)) File.Delete(segment.Path);
    }

    private static void SyncUnlessDeleted(JournalSegment segment)
    {
        try
        {
            segment.Sync();
        }
        catch (ObjectDisposedException)
        {
            // All calls of the segment were stored and it was deleted.
        }
    }

    /// <summary>Appends an entry to the current segment, or to a new one if it does not fit.</summary>
    /// <returns>The segment with the entry.</returns>
    private JournalSegment Append(ReadOnlySpan<byte> entry, bool isIntent)
    {
        dirty = true;
        if (current is not null && current.TryAppend(entry, isIntent)) return current;
        current?.MarkFull();
        current = null; // so that no entry goes to the full segment if the next one cannot be created
        PrivateFiles.CreateFolder(options.Path);
        current = JournalSegment.Create(
            Path.Combine(options.Path, $"{Guid.CreateVersion7(time.GetUtcNow()):N}.journal"), options.SegmentBytes);
        segments.Enqueue(current);
        if (!current.TryAppend(entry, isIntent)) throw new InvalidOperationException("A journal entry is larger than a segment.");
        return current;
    }

    private static TaskCompletionSource NewSync() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
