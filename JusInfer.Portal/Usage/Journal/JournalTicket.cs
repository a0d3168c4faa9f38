namespace JusInfer.Portal.Usage.Journal;

/// <summary>Keeps the segment with a call's intent until the call's record is stored.</summary>
/// <param name="Segment">The segment.</param>
/// <param name="Offset">Where the intent begins in it.</param>
internal readonly record struct JournalTicket(JournalSegment Segment, int Offset)
{
    /// <summary>Completes when the database has a copy of the intent; null where none is made.</summary>
    public Task? Copied { get; init; }
}
