using System.Diagnostics;

namespace JusInfer.Clients.Infrastructure;

/// <summary>A program with its arguments and its complete environment; it inherits no variables from the tests.</summary>
internal sealed record Command(string Program, IReadOnlyList<string> Arguments, string Folder, IReadOnlyDictionary<string, string> Environment)
{
    private static readonly TimeSpan OutputTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Runs the program until it exits or the timeout elapses. After the timeout, kills it and its child processes.</summary>
    public async Task<CommandResult> RunAsync(TimeSpan timeout)
    {
        using var process = Start();
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var deadline = new CancellationTokenSource(timeout);
        var exitedInTime = true;
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            exitedInTime = false;
            process.Kill(entireProcessTree: true);
        }

        // A remaining child process keeps the pipes open; its further output does not matter.
        return new CommandResult(await TextAsync(output), await TextAsync(errors), exitedInTime);
    }

    /// <summary>Starts the program with its input open.</summary>
    public Process Start() => Process.Start(Describe()) ?? throw new InvalidOperationException($"{Program} did not start.");

    private ProcessStartInfo Describe()
    {
        var start = new ProcessStartInfo(Program, Arguments)
        {
            WorkingDirectory = Folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in Environment) start.Environment[name] = value;
        return start;
    }

    private static async Task<string> TextAsync(Task<string> stream) => await Task.WhenAny(stream, Task.Delay(OutputTimeout)) == stream ? await stream : "";
}

/// <summary>The output of a program, and whether it exited before the timeout.</summary>
internal sealed record CommandResult(string Output, string Errors, bool ExitedInTime)
{
    public override string ToString() => $"{(ExitedInTime ? "" : "It did not exit before the timeout.\n")}--- output\n{Output}\n--- errors\n{Errors}";
}
