namespace JusInfer.Portal.Usage.Journal;

/// <summary>Keeps the segment with a call's intent until the call's record is stored.</summary>
internal readonly record struct JournalTicket(JournalSegment Segment);
