namespace JusInfer.Portal.Usage.Journal;

/// <summary>One entry of the journal.</summary>
internal abstract record JournalEntry
{
    /// <summary>A call is about to be sent to a provider.</summary>
    internal sealed record Intent(CallIntent Call) : JournalEntry;

    /// <summary>A call has ended.</summary>
    internal sealed record Close(UsageRecord Call) : JournalEntry;

    /// <summary>An entry that a later version of JusInfer wrote and this one cannot read.</summary>
    internal sealed record Unknown(byte Version) : JournalEntry;
}
