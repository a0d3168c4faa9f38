using System.ComponentModel;
using System.Diagnostics;

namespace JusInfer.Portal.Tests.TestKit;

/// <summary>Runs programs of the system, as operators do beside the server.</summary>
internal static class OtherProgram
{
    /// <summary>Runs the shell of SQLite on a database, and returns what it prints.</summary>
    public static Task<string> SqliteAsync(string database, params string[] commands) =>
        RunAsync("sqlite3", ["-bail", database, .. commands]);

    /// <summary>Runs a program to its end, and returns what it prints. Skips the test if the program is not installed.</summary>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        SlowAttribute.Require("a process");
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            },
        };
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            Assert.Skip($"{program} is not installed.");
        }

        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0, $"{program}: {errors}");
        return (await output).Trim();
    }
}
