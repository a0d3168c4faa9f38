using System.Diagnostics;
using System.Text;

namespace JusInfer.Portal.Tests.TestKit.Hosts;

/// <summary>Runs the portal in a separate process, so that a test can kill it, stop it or see it fail to start.</summary>
internal sealed class PortalProcess : IAsyncDisposable
{
    private const string AddressPrefix = "Portal      ";

    /// <summary>The start of the banner's line after all that it says about this installation.</summary>
    private const string AfterInstallation = "Mint a key";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    /// <summary>The folder of the program.</summary>
    private static readonly string ProgramFolder = AppContext.BaseDirectory;

    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly TaskCompletionSource<Uri> started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Uri? address;

    private PortalProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => ReadLine(line.Data);
        process.ErrorDataReceived += (_, line) => ReadLine(line.Data);
    }

    /// <summary>The output so far, from both streams.</summary>
    public string Output
    {
        get
        {
            lock (output) return output.ToString();
        }
    }

    /// <summary>The maximum memory of the process so far, in bytes.</summary>
    public long PeakMemoryBytes
    {
        get
        {
            process.Refresh();
            return process.PeakWorkingSet64;
        }
    }

    /// <summary>Starts the process without waiting until it listens.</summary>
    public static PortalProcess Launch(params (string Key, string Value)[] settings) => LaunchFrom(ProgramFolder, settings);

    /// <summary>Starts the process with further environment variables.</summary>
    public static PortalProcess LaunchIn(
        IEnumerable<(string Name, string Value)> environment, params (string Key, string Value)[] settings)
    {
        var start = StartInfo("dotnet", [ProgramIn(ProgramFolder)], Repository.Root);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return Launch(start, settings);
    }

    /// <summary>Starts the process with further arguments before the settings.</summary>
    public static PortalProcess LaunchWith(string[] arguments, params (string Key, string Value)[] settings) =>
        Launch("dotnet", [ProgramIn(ProgramFolder), .. arguments], Repository.Root, settings);

    /// <summary>Starts the program of another folder.</summary>
    public static PortalProcess LaunchFrom(string folder, params (string Key, string Value)[] settings) =>
        Launch("dotnet", [ProgramIn(folder)], Repository.Root, settings);

    /// <summary>Starts the process with a umask, for example 000. Only on Unix.</summary>
    public static PortalProcess LaunchWithUmask(string umask, params (string Key, string Value)[] settings) =>
        Launch("sh", ["-c", $"umask {umask}; exec dotnet \"$@\"", "sh", ProgramIn(ProgramFolder)], Repository.Root, settings);

    private static string ProgramIn(string folder) => Path.Combine(folder, "JusInfer.Portal.dll");

    /// <summary>Starts a program that starts the portal in its own place, such as the launcher.</summary>
    public static PortalProcess Launch(
        string program, string[] arguments, string workingDirectory, params (string Key, string Value)[] settings) =>
        Launch(StartInfo(program, arguments, workingDirectory), settings);

    private static ProcessStartInfo StartInfo(string program, string[] arguments, string workingDirectory) => new(program, arguments)
    {
        WorkingDirectory = workingDirectory,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        UseShellExecute = false,

        // A process that lives for seconds compiles most methods once: profiles cost a seventh of its start, and methods that are compiled
        // again at the first chance more than a third.
        Environment = { ["DOTNET_TieredPGO"] = "0", ["DOTNET_TC_CallCountingDelayMs"] = "7D0" },
    };

    private static PortalProcess Launch(ProcessStartInfo start, (string Key, string Value)[] settings)
    {
        SlowAttribute.Require("a process");
        foreach (var (key, value) in settings.Prepend(("Urls", "http://127.0.0.1:0"))) start.ArgumentList.Add($"--{key}={value}");
        var portal = new PortalProcess(new Process { StartInfo = start });
        portal.process.Start();
        portal.process.BeginOutputReadLine();
        portal.process.BeginErrorReadLine();
        return portal;
    }

    /// <summary>Waits until the portal listens and has printed its addresses and settings, and returns its address.</summary>
    public async Task<Uri> ListeningAsync() => await started.Task.WaitAsync(Timeout);

    /// <summary>Waits until the process has exited, and returns its exit code.</summary>
    public async Task<int> WaitForExitAsync()
    {
        await process.WaitForExitAsync().WaitAsync(Timeout);
        return process.ExitCode;
    }

    /// <summary>Sends SIGKILL, which runs no handlers.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await WaitForExitAsync();
    }

    /// <summary>Sends SIGTERM, which requests a shutdown.</summary>
    public void Terminate() => Process.Start("kill", ["-TERM", process.Id.ToString()]).WaitForExit();

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) await KillAsync();
        process.Dispose();
    }

    private void ReadLine(string? line)
    {
        if (line is null)
        {
            started.TrySetException(new InvalidOperationException($"The portal exited before it listened: {Output}"));
            return;
        }

        lock (output) output.AppendLine(line);
        var at = line.IndexOf(AddressPrefix, StringComparison.Ordinal);
        if (at >= 0) address = new Uri(line[(at + AddressPrefix.Length)..].Trim());
        if (address is not null && line.StartsWith(AfterInstallation, StringComparison.Ordinal)) started.TrySetResult(address);
    }
}
