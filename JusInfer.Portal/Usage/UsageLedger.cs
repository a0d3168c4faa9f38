using System.Threading.Channels;
using JusInfer.Portal.Usage.Journal;

namespace JusInfer.Portal.Usage;

/// <summary>
/// Records each call: an intent in the journal before the provider is asked, a close when the call ends, then a place in the queue of
/// records to store. A call stays in the journal until it is stored, so neither a crash nor an unavailable store loses one.
/// </summary>
internal sealed class UsageLedger(UsageJournal journal, IntentCopies copies, Signal<RecordClosed> closed, Signal<RecordStored> stored)
{
    private readonly Channel<PendingRecord> pending = Channel.CreateUnbounded<PendingRecord>(
        new UnboundedChannelOptions { SingleReader = true });

    /// <summary>The records that are not stored yet, oldest first.</summary>
    public ChannelReader<PendingRecord> Pending => pending.Reader;

    /// <exception cref="JournalUnavailableException">The call cannot be recorded, so it may not be sent to a provider.</exception>
    public JournalTicket Open(CallIntent intent)
    {
        try
        {
            return journal.Open(intent) with { Copied = copies.IsEnabled ? copies.Add(intent) : null };
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new JournalUnavailableException(fault);
        }
    }

    /// <param name="ticket">The call's ticket.</param>
    /// <param name="record">Its record.</param>
    /// <param name="hold">What the call holds until its cost is counted.</param>
    /// <param name="overdraft">The part of its cost that is charged only if the store says so; null if there is none.</param>
    public void Close(JournalTicket ticket, UsageRecord record, ICallHold? hold = null, Overdraft? overdraft = null)
    {
        try
        {
            // If the process is killed before the store has answered, the next one asks for the overdraft.
            if (overdraft is null) journal.Close(record);
            else journal.Close(Overdraft.Without(record, overdraft.Amount), overdraft.Amount);
        }
        finally
        {
            try
            {
                // Before the record is queued: a subscriber sees it closed before it sees it stored.
                closed.Publish(new RecordClosed(record, hold));
            }
            finally
            {
                // The record is stored even if the journal could not be written, or a subscriber failed.
                pending.Writer.TryWrite(new PendingRecord(ticket, record) { Overdraft = overdraft });
            }
        }
    }

    /// <summary>Waits for the store's answer to an overdraft.</summary>
    /// <returns>The record with what is charged.</returns>
    public async Task<PendingRecord> ConfirmAsync(PendingRecord pending)
    {
        if (pending.Overdraft is not { } overdraft) return pending;
        var denied = await overdraft.ConfirmAsync();
        var record = Overdraft.Without(pending.Record, denied);
        try
        {
            // The later entry of a call replaces the earlier one.
            journal.Close(record);
        }
        catch (IOException)
        {
            // The record is stored even if the journal could not be written.
        }

        return pending with { Record = record, Overdraft = null };
    }

    /// <summary>Completes when a call's intent is as durable as <see cref="JournalOptions.Durability"/> requires.</summary>
    /// <exception cref="IOException">It is not, so the answer may not be sent to the client.</exception>
    public Task WaitForSyncAsync(JournalTicket ticket, CancellationToken cancellationToken) =>
        ticket.Copied is { } copied ? copied.WaitAsync(cancellationToken) : journal.WaitForSyncAsync(cancellationToken);

    public void MarkStored(PendingRecord record)
    {
        try
        {
            stored.Publish(new RecordStored(record.Record));
        }
        finally
        {
            journal.Release(record.Ticket);
            if (record.Ticket.Copied is not null) copies.Remove(record.Record.Id);
        }
    }

    /// <summary>Ends the queue: no further call starts or ends, and the writer stores the records that remain.</summary>
    public void Complete() => pending.Writer.TryComplete();
}

/// <summary>The record of a closed call that is not stored yet.</summary>
internal readonly record struct PendingRecord(JournalTicket Ticket, UsageRecord Record)
{
    /// <summary>The part of its cost about which the store has not been asked yet.</summary>
    public Overdraft? Overdraft { get; init; }
}
