using JusInfer.Portal.Tests.TestKit.Fakes;
using JusInfer.Portal.Usage.Journal;

namespace JusInfer.Portal.Tests.Usage.Journal;

public sealed class JournalOwnersTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("jusinfer-owners-");
    private readonly Guid former = Guid.NewGuid();

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_process_that_has_ended_is_settled_when_no_journal_file_is_left()
    {
        using (var owners = Owners()) owners.Add(former);
        var left = Path.Combine(folder.FullName, "1.journal");
        File.WriteAllText(left, "x");

        using var next = Owners();
        next.Add(Guid.NewGuid());
        next.FindSettled().ShouldBeEmpty();
        File.Delete(left);
        next.FindSettled().ShouldBe([former]);
    }

    [Fact]
    public void A_process_that_runs_is_not_settled()
    {
        using var owners = Owners();
        owners.Add(former);

        using var other = Owners();
        other.FindSettled().ShouldBeEmpty();
    }

    [Fact]
    public void A_removed_process_is_forgotten()
    {
        using var owners = Owners();
        owners.Add(former);
        owners.Remove(former);

        folder.GetFiles().ShouldBeEmpty();
        owners.FindSettled().ShouldBeEmpty();
    }

    private JournalOwners Owners()
    {
        var options = new JournalOptions { Path = folder.FullName };
        return new JournalOwners(options, new UsageJournal(options, new ManualTime()));
    }
}
