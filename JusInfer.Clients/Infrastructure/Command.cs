using System.Diagnostics;

namespace JusInfer.Clients.Infrastructure;

/// <summary>A program with its arguments and an environment of its own: of the tests' environment it sees nothing.</summary>
internal sealed record Command(string Program, IReadOnlyList<string> Arguments, string Folder, IReadOnlyDictionary<string, string> Environment)
{
    private static readonly TimeSpan Afterlife = TimeSpan.FromSeconds(5);

    /// <summary>Runs to its end, or to the end of our patience: then it and everything that it has started is killed.</summary>
    public async Task<Ran> RunAsync(TimeSpan patience)
    {
        using var process = Process.Start(Describe()) ?? throw new InvalidOperationException($"{Program} did not start.");
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var deadline = new CancellationTokenSource(patience);
        var inTime = true;
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            inTime = false;
            process.Kill(entireProcessTree: true);
        }

        // A child that was left behind holds the pipes open: what it goes on to write is of no interest.
        return new Ran(await TextAsync(output), await TextAsync(errors), inTime);
    }

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

    private static async Task<string> TextAsync(Task<string> stream) => await Task.WhenAny(stream, Task.Delay(Afterlife)) == stream ? await stream : "";
}

/// <summary>What a program printed, and whether it ended by itself.</summary>
internal sealed record Ran(string Output, string Errors, bool InTime)
{
    public override string ToString() => $"{(InTime ? "" : "It did not end in time.\n")}--- output\n{Output}\n--- errors\n{Errors}";
}
