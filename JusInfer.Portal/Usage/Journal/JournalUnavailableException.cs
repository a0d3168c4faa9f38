namespace JusInfer.Portal.Usage.Journal;

/// <summary>A call cannot be written to the journal, for example because the disk is full. It is not sent to a provider.</summary>
internal sealed class JournalUnavailableException(Exception cause) : Exception("The journal cannot be written.", cause);
