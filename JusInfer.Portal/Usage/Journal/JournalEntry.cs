namespace JusInfer.Portal.Usage.Journal;

/// <summary>One entry read back: an intent or a close.</summary>
internal readonly record struct JournalEntry(CallIntent? Intent, UsageRecord? Close);
