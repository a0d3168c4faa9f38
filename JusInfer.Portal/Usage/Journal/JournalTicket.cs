namespace JusInfer.Portal.Usage.Journal;

/// <summary>A call's place in the journal, from its intent until its record is stored.</summary>
internal readonly record struct JournalTicket(JournalSegment Segment);
