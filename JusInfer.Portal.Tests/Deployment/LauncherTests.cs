using System.Net;
using System.Runtime.Versioning;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Deployment;

/// <summary>The script <c>jusinfer</c> of the published folder.</summary>
[Slow]
[UnsupportedOSPlatform("windows")]
public sealed class LauncherTests : IDisposable
{
    private const string IsShellScript = "The launcher is a shell script.";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("jusinfer-launcher-");

    /// <summary>A published folder, as links to the files of this build and of the repository.</summary>
    private string Published => Path.Combine(folder.FullName, "my program");

    private string WorkingDirectory => Path.Combine(folder.FullName, "elsewhere");

    /// <summary>A link to the launcher in a folder of PATH.</summary>
    private string Command => Path.Combine(folder.FullName, "jusinfer");

    public static bool IsWindows => OperatingSystem.IsWindows();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    [Fact(Skip = IsShellScript, SkipWhen = nameof(IsWindows))]
    public async Task It_starts_the_program_from_every_folder_and_passes_arguments_and_signals()
    {
        Publish();
        await using var portal = PortalProcess.Launch(Command, [], WorkingDirectory, ("HomePage:LiveStream", "false"));
        using var http = new HttpClient { BaseAddress = await portal.ListeningAsync() };

        // Pages, styles and articles are those of the program's folder, and so is the store, whose path is relative.
        (await http.GetStringAsync("/docs/self-hosting/", Cancellation)).ShouldContain("Store__Path");
        (await http.GetAsync("/css/app.css", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
        File.Exists(Path.Combine(Published, "data", "jusinfer.db")).ShouldBeTrue();
        Directory.EnumerateFileSystemEntries(WorkingDirectory).ShouldBeEmpty();

        // The file of a command is relative to the working directory.
        await File.WriteAllTextAsync(Path.Combine(WorkingDirectory, "heads of logs.txt"), "", Cancellation);
        await using var verify = PortalProcess.Launch(Command, ["audit", "verify", "heads of logs.txt"], WorkingDirectory);
        (await verify.WaitForExitAsync()).ShouldBe(0, verify.Output);

        portal.Terminate();
        (await portal.WaitForExitAsync()).ShouldBe(0, portal.Output);
    }

    [Fact(Skip = IsShellScript, SkipWhen = nameof(IsWindows))]
    public async Task It_passes_exit_codes()
    {
        Publish();
        await using var process = PortalProcess.Launch(Command, ["serve"], WorkingDirectory);

        (await process.WaitForExitAsync()).ShouldBe(64);
        process.Output.ShouldStartWith("'serve' is not a command");
    }

    [Fact(Skip = IsShellScript, SkipWhen = nameof(IsWindows))]
    public void It_is_executable_in_the_repository()
    {
        const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

        File.GetUnixFileMode(Repository.PathOf("eng", "launcher", "jusinfer")).HasFlag(Execute).ShouldBeTrue();
    }

    private void Publish()
    {
        Directory.CreateDirectory(Published);
        Directory.CreateDirectory(WorkingDirectory);
        string[] content = ["appsettings.json", "catalog.json", "content", "wwwroot"];
        var build = Directory.EnumerateFileSystemEntries(AppContext.BaseDirectory)
            .Where(entry => !content.Contains(Path.GetFileName(entry)));
        foreach (var entry in build.Concat(content.Select(static name => Repository.PathOf(name))))
            File.CreateSymbolicLink(Path.Combine(Published, Path.GetFileName(entry)), entry);
        File.Copy(Repository.PathOf("eng", "launcher", "jusinfer"), Path.Combine(Published, "jusinfer"));
        File.CreateSymbolicLink(Command, Path.Combine(Published, "jusinfer"));
    }
}
