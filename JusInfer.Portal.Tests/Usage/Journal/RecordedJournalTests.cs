using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Usage.Journal;

namespace JusInfer.Portal.Tests.Usage.Journal;

/// <summary>Journal files that earlier versions of JusInfer wrote, kept next to this file.</summary>
public sealed class RecordedJournalTests
{
    [Fact]
    [Trait("Promise", "P-25")]
    public void A_file_from_before_entries_had_versions_is_recovered()
    {
        var segment = File.ReadAllBytes(Repository.PathOf("JusInfer.Portal.Tests", "Usage", "Journal", "unversioned.journal"));

        var records = JournalRecovery.Recover([segment], intent => (new NanoUsd(intent.EstimatedInputTokens), new DateOnly(2026, 1, 1)));

        records.ShouldBe([RecordedJournal.Full, RecordedJournal.Bare, RecordedJournal.Oldest, RecordedJournal.Interrupted]);
    }
}
