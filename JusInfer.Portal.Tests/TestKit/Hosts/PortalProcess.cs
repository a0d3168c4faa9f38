using System.Diagnostics;
using System.Text;

namespace JusInfer.Portal.Tests.TestKit.Hosts;

/// <summary>The portal as a process of its own, so that it can be killed, asked to end, or refuse to start.</summary>
internal sealed class PortalProcess : IAsyncDisposable
{
    private const string Announced = "Portal      ";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly TaskCompletionSource<Uri> started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private PortalProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
    }

    /// <summary>What it printed so far, both streams.</summary>
    public string Output
    {
        get
        {
            lock (output) return output.ToString();
        }
    }

    /// <summary>Starts the process without waiting for it to listen.</summary>
    public static PortalProcess Launch(params (string Key, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "JusInfer.Portal.dll"));
        foreach (var (key, value) in settings.Prepend(("Urls", "http://127.0.0.1:0"))) start.ArgumentList.Add($"--{key}={value}");
        var portal = new PortalProcess(new Process { StartInfo = start });
        portal.process.Start();
        portal.process.BeginOutputReadLine();
        portal.process.BeginErrorReadLine();
        return portal;
    }

    /// <summary>Waits until it listens; its address.</summary>
    public async Task<Uri> ListeningAsync() => await started.Task.WaitAsync(Patience);

    /// <summary>Waits until it has ended; its exit code.</summary>
    public async Task<int> EndedAsync()
    {
        await process.WaitForExitAsync().WaitAsync(Patience);
        return process.ExitCode;
    }

    /// <summary>SIGKILL: no handler runs.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await EndedAsync();
    }

    /// <summary>SIGTERM: it is asked to end.</summary>
    public void AskToEnd() => Process.Start("kill", ["-TERM", process.Id.ToString()]).WaitForExit();

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) await KillAsync();
        process.Dispose();
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            started.TrySetException(new InvalidOperationException($"The portal ended before it listened: {Output}"));
            return;
        }

        lock (output) output.AppendLine(line);
        var at = line.IndexOf(Announced, StringComparison.Ordinal);
        if (at >= 0) started.TrySetResult(new Uri(line[(at + Announced.Length)..].Trim()));
    }
}
