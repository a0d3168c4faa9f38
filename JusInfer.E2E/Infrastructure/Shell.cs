using System.Diagnostics;

namespace JusInfer.E2E.Infrastructure;

/// <summary>Runs a copied command in a shell.</summary>
internal static class Shell
{
    /// <returns>The standard output.</returns>
    public static async Task<string> RunAsync(string command)
    {
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", command]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })
            ?? throw new InvalidOperationException("bash did not start.");
        var (output, errors) = (shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync());
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        shell.ExitCode.ShouldBe(0, await errors);
        return await output;
    }
}
