using System.Buffers;

namespace JusInfer.Portal.Usage.Journal;

/// <summary>
/// Remembers every call between the moment an upstream may be asked and the moment its record is stored, through a killed process. An
/// intent is written before the upstream is asked, a close when the call ends. Segments whose calls are all stored are removed.
/// </summary>
internal sealed class UsageJournal(JournalOptions options, TimeProvider time) : IDisposable
{
    private readonly Lock gate = new();
    private readonly ArrayBufferWriter<byte> scratch = new(1024);
    private readonly Queue<JournalSegment> segments = new();
    private JournalSegment? current;
    private bool dirty;
    private TaskCompletionSource nextSync = NewSync();
    private Task runningSync = Task.CompletedTask;

    /// <summary>Notes that a call is about to ask an upstream.</summary>
    /// <returns>What closes the call in the journal.</returns>
    public JournalTicket Open(CallIntent intent)
    {
        lock (gate)
        {
            scratch.ResetWrittenCount();
            JournalFormat.Write(scratch, intent);
            var segment = Append(scratch.WrittenSpan);
            segment.Begin();
            return new JournalTicket(segment);
        }
    }

    /// <summary>Notes how a call ended. The record's place stays kept until <see cref="Release"/>.</summary>
    public void Close(UsageRecord record)
    {
        lock (gate)
        {
            scratch.ResetWrittenCount();
            JournalFormat.Write(scratch, record);
            Append(scratch.WrittenSpan);
        }
    }

    /// <summary>The call's record is stored: the journal may forget it.</summary>
    public void Release(JournalTicket ticket)
    {
        ticket.Segment.End();
        if (!ticket.Segment.IsSpent) return;
        lock (gate)
        {
            // Oldest first only: a close may stand in a later segment than its intent, never in an earlier one.
            while (segments.TryPeek(out var oldest) && oldest.IsSpent)
            {
                segments.Dequeue();
                oldest.Dispose();
                File.Delete(oldest.Path);
            }
        }
    }

    /// <summary>
    /// Where durability is <see cref="JournalDurability.Disk"/>: done once all that was written before is on disk; else at once.
    /// </summary>
    public Task SyncedAsync(CancellationToken cancellationToken)
    {
        if (options.Durability == JournalDurability.Process) return Task.CompletedTask;

        // Clean is not synced yet: what was written before may be on its way to the disk right now.
        lock (gate) return (dirty ? nextSync.Task : runningSync).WaitAsync(cancellationToken);
    }

    /// <summary>Brings what was written to disk, for all waiting calls at once.</summary>
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
            foreach (var segment in open) SyncUnlessSpent(segment);
            waiting.TrySetResult();
        }
        catch (IOException fault)
        {
            // Whoever waits is told, rather than left waiting; the next sync tries again.
            lock (gate) dirty = true;
            waiting.TrySetException(fault);
            throw;
        }
    }

    /// <summary>The paths of segments left by an earlier process, oldest first.</summary>
    public IReadOnlyList<string> FindLeftovers()
    {
        Directory.CreateDirectory(options.Path);
        lock (gate)
        {
            var own = segments.Select(segment => segment.Path).ToHashSet();
            return [.. Directory.EnumerateFiles(options.Path, "*.journal").Where(path => !own.Contains(path))
                .Order(StringComparer.Ordinal)];
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            foreach (var segment in segments)
            {
                segment.Fill();
                segment.Dispose();
                if (segment.IsSpent) File.Delete(segment.Path);
            }

            segments.Clear();
            current = null;
        }
    }

    private static void SyncUnlessSpent(JournalSegment segment)
    {
        try
        {
            segment.Sync();
        }
        catch (ObjectDisposedException)
        {
            // Everything in it is in the store.
        }
    }

    /// <summary>Appends to the current segment, or to a new one where the entry does not fit; returns the one it went to.</summary>
    private JournalSegment Append(ReadOnlySpan<byte> entry)
    {
        dirty = true;
        if (current is not null && current.TryAppend(entry)) return current;
        current?.Fill();
        current = null; // should the next one not be made, the full one must not be taken for it
        Directory.CreateDirectory(options.Path);
        current = JournalSegment.Create(
            Path.Combine(options.Path, $"{Guid.CreateVersion7(time.GetUtcNow()):N}.journal"), options.SegmentBytes);
        segments.Enqueue(current);
        if (!current.TryAppend(entry)) throw new InvalidOperationException("A journal entry is larger than a segment.");
        return current;
    }

    private static TaskCompletionSource NewSync() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
