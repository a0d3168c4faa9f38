using System.Threading.Channels;
using JusInfer.Portal.Usage.Journal;

namespace JusInfer.Portal.Usage;

/// <summary>
/// The way of a call's record: intent before the upstream is asked, close when it ends, then to the store in batches. A record is in the
/// journal until the store has it, so neither a crash nor a store that is away loses one.
/// </summary>
internal sealed class UsageLedger(UsageJournal journal, Signal<RecordClosed> closed, Signal<RecordStored> stored)
{
    private readonly Channel<PendingRecord> pending = Channel.CreateUnbounded<PendingRecord>(
        new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Records that the store does not have yet.</summary>
    public ChannelReader<PendingRecord> Pending => pending.Reader;

    public JournalTicket Open(CallIntent intent) => journal.Open(intent);

    public void Close(JournalTicket ticket, UsageRecord record)
    {
        try
        {
            journal.Close(record);
        }
        finally
        {
            // Told first: what is told as stored was told as closed before.
            closed.Publish(new RecordClosed(record));

            // A journal that cannot be written to is no reason to keep the record from the store.
            pending.Writer.TryWrite(new PendingRecord(ticket, record));
        }
    }

    /// <summary>Done once every intent so far is as durable as the journal is set to make it.</summary>
    public Task SyncedAsync(CancellationToken cancellationToken) => journal.SyncedAsync(cancellationToken);

    public void Stored(PendingRecord record)
    {
        stored.Publish(new RecordStored(record.Record));
        journal.Release(record.Ticket);
    }

    /// <summary>No call begins or ends any more: the writer finishes with what is there.</summary>
    public void Complete() => pending.Writer.TryComplete();
}

/// <summary>A closed call on its way to the store.</summary>
internal readonly record struct PendingRecord(JournalTicket Ticket, UsageRecord Record);
