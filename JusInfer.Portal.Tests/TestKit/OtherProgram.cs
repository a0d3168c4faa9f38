using System.ComponentModel;
using System.Diagnostics;

namespace JusInfer.Portal.Tests.TestKit;

/// <summary>Runs programs of the system, as operators do beside the server.</summary>
internal static class OtherProgram
{
    /// <summary>Far longer than any of them takes.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Runs the shell of SQLite on a database, and returns what it prints.</summary>
    public static Task<string> SqliteAsync(string database, params string[] commands) =>
        RunAsync("sqlite3", ["-bail", database, .. commands]);

    /// <summary>Runs a program to its end, and returns what it prints. Skips the test if the program is not installed.</summary>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        SlowAttribute.Require("a process");
        var (exit, output, errors) = await RunAsync(new ProcessStartInfo(program, arguments));
        exit.ShouldBe(0, $"{program}: {errors}");
        return output.Trim();
    }

    /// <summary>Runs a program to its end. Skips the test if it is not installed.</summary>
    /// <param name="start">The program, without redirection.</param>
    /// <param name="input">What the program reads.</param>
    /// <exception cref="TimeoutException">The program, or what it has started, has not ended after two minutes, and was killed.</exception>
    public static async Task<(int Exit, string Output, string Errors)> RunAsync(ProcessStartInfo start, string input = "")
    {
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError, start.UseShellExecute) = (true, true, true, false);
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            Assert.Skip($"{start.FileName} is not installed.");
        }

        try
        {
            return await ReadAsync(process, input).WaitAsync(Limit, TestContext.Current.CancellationToken);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private static async Task<(int Exit, string Output, string Errors)> ReadAsync(Process process, string input)
    {
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }
}
