using System.Runtime.Versioning;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>Other users of the machine cannot read the files of a running portal.</summary>
[UnsupportedOSPlatform("windows")]
[Slow]
public sealed class FileAccessTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerOnlyFolder = OwnerOnly | UnixFileMode.UserExecute;
    private const UnixFileMode Everybody = (UnixFileMode)0b110_110_110;
    private const UnixFileMode EverybodyFolder = (UnixFileMode)0b111_111_111;

    private const string NoFileModes = "Windows has no file modes.";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("jusinfer-files-");

    public static bool IsWindows => OperatingSystem.IsWindows();

    private string Data => Path.Combine(folder.FullName, "data");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory(Skip = NoFileModes, SkipWhen = nameof(IsWindows))]
    [InlineData("000")]
    [InlineData("022")]
    public async Task Only_the_user_of_the_process_can_open_its_files_whatever_the_umask(string umask)
    {
        await RunAsync(umask);

        Files().Select(Path.GetExtension).ShouldBe([".db", ".db-lock", ".db-shm", ".db-stamp", ".db-wal", ".journal"], ignoreOrder: true);
        ShouldBePrivate();
    }

    [Fact(Skip = NoFileModes, SkipWhen = nameof(IsWindows))]
    public async Task Files_of_an_earlier_version_are_restricted_at_start()
    {
        await RunAsync("022");
        foreach (var entry in Folders()) File.SetUnixFileMode(entry, EverybodyFolder);
        foreach (var entry in Files()) File.SetUnixFileMode(entry, Everybody);

        await using var process = PortalProcess.Launch(Settings());
        await process.ListeningAsync();

        ShouldBePrivate();
    }

    /// <summary>Runs the portal for a call, and kills it so that all its files remain.</summary>
    private async Task RunAsync(string umask)
    {
        await using var process = PortalProcess.LaunchWithUmask(umask, Settings());
        using var http = new HttpClient { BaseAddress = await process.ListeningAsync() };
        var caller = await (await PortalTeam.SignUpAsync(http)).MintAsync();
        (await caller.AskAsync(Caller.Asking("jusInfer-auto"))).ShouldBe(200);
        await process.KillAsync();
    }

    private (string, string)[] Settings() => [("Store:Path", Data)];

    private IEnumerable<string> Folders() => Directory.EnumerateDirectories(Data, "*", SearchOption.AllDirectories).Prepend(Data);

    private IEnumerable<string> Files() => Directory.EnumerateFiles(Data, "*", SearchOption.AllDirectories);

    private void ShouldBePrivate()
    {
        foreach (var path in Files()) File.GetUnixFileMode(path).ShouldBe(OwnerOnly, path);
        foreach (var path in Folders()) File.GetUnixFileMode(path).ShouldBe(OwnerOnlyFolder, path);
    }
}
