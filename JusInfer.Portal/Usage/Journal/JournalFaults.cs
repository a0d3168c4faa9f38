namespace JusInfer.Portal.Usage.Journal;

/// <summary>What a journal file, or a copy of an intent, has besides entries that were read.</summary>
/// <param name="UnknownVersion">The version of entries that this version of JusInfer cannot read; null if there are none.</param>
/// <param name="Gaps">The number of damaged parts.</param>
/// <param name="DamagedBytes">The bytes in damaged parts.</param>
internal readonly record struct JournalFaults(byte? UnknownVersion, int Gaps, long DamagedBytes)
{
    public bool IsDamaged => Gaps > 0;

    /// <summary>The calls whose intents were lost, as far as the file says how many it had.</summary>
    public int LostCalls { get; init; }

    /// <summary>The end of the file is missing or damaged, and nothing says how many calls it had.</summary>
    public bool IsCut { get; init; }
}
