namespace JusInfer.Portal.Usage.Journal;

/// <summary>One entry of the journal.</summary>
internal abstract record JournalEntry
{
    /// <summary>A call is about to be sent to a provider.</summary>
    internal sealed record Intent(CallIntent Call) : JournalEntry;

    /// <summary>A call has ended.</summary>
    /// <param name="Call">Its record.</param>
    /// <param name="Overdraft">
    /// A part of what the record says is not billed: it is charged if the store says that the call's limits have room for it.
    /// </param>
    internal sealed record Close(UsageRecord Call, NanoUsd Overdraft) : JournalEntry;

    /// <summary>An entry that a later version of JusInfer wrote and this one cannot read.</summary>
    internal sealed record Unknown(byte Version) : JournalEntry;
}
