using System.Diagnostics;

namespace JusInfer.E2E.Infrastructure;

/// <summary>A shell into which somebody pastes what they have copied.</summary>
internal static class Shell
{
    /// <returns>What the command printed.</returns>
    public static async Task<string> RunAsync(string command)
    {
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", command]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })
            ?? throw new InvalidOperationException("bash did not start.");
        var (printed, complaints) = (shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync());
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        shell.ExitCode.ShouldBe(0, await complaints);
        return await printed;
    }
}
