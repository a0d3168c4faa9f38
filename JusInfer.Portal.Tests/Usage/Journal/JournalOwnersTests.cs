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

    [Fact]
    public void The_file_of_a_former_process_is_told_from_a_copy_and_from_one_that_another_boot_has_locked()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells which file it is.");
        using (var owners = Owners()) owners.Add(former);
        using var next = Owners();
        var path = Path.Combine(folder.FullName, $"{former:N}.process");
        next.IsOriginal(former).ShouldBe(true);

        File.WriteAllText(path, $"{Guid.NewGuid()}{File.ReadAllText(path)[36..]}");
        next.IsOriginal(former).ShouldBe(false, "a disk that another machine starts from has the same inodes");
        File.WriteAllText(path, "");
        next.IsOriginal(former).ShouldBeNull("an earlier release wrote nothing");
    }

    [Fact]
    public void A_copy_of_a_file_is_another_one()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells which file it is.");
        using (var owners = Owners()) owners.Add(former);
        var path = Path.Combine(folder.FullName, $"{former:N}.process");
        File.Move(path, path + ".moved");
        File.Copy(path + ".moved", path);

        using var next = Owners();
        next.IsOriginal(former).ShouldBe(false);
    }

    private JournalOwners Owners()
    {
        var options = new JournalOptions { Path = folder.FullName };
        return new JournalOwners(options, new UsageJournal(options, new ManualTime()));
    }
}
